using Bridge.Observability;
using Bridge.Settings;
using Microsoft.Extensions.Primitives;

namespace Bridge;

/// <summary>
/// The settings in force, of which each room is given its own. A change with a fault is logged and the settings before it stay in force.
/// </summary>
internal sealed partial class LiveSettings : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<LiveSettings> _logger;
    private readonly IDisposable _subscription;
    private readonly BridgeSettings _initial;
    private readonly SettingsAtStart _atStart;
    private volatile BridgeSettings _current;
    private volatile bool _hasFaults;
    private string _restart = "";

    public LiveSettings(IConfiguration configuration, BridgeSettings initial, ILogger<LiveSettings> logger)
    {
        _configuration = configuration;
        _initial = initial;
        _atStart = new SettingsAtStart(configuration);
        _current = initial;
        _logger = logger;
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>Raised when other settings are in force.</summary>
    public event Action? Changed;

    public BridgeSettings Current => _current;

    /// <summary>Whether the last change has faults, so that what was before it is in force.</summary>
    public bool HasFaults => _hasFaults;

    /// <summary>What of the settings a room reads.</summary>
    public ILive<TOptions> Of<TOptions>(Func<BridgeSettings, TOptions> part) => new Part<TOptions>(this, part);

    public void Dispose() => _subscription.Dispose();

    private void Reload()
    {
        try
        {
            _current = WithLoopsAsAtStart(BridgeSettings.Read(_configuration));
            _hasFaults = false;
            Log.SettingsReloaded(_logger);
            TellOfRestart();
            Changed?.Invoke();
        }
        catch (InvalidSettingsException exception)
        {
            _hasFaults = true;
            foreach (var fault in exception.Faults)
            {
                SettingsLog.SettingsRefused(_logger, fault.Setting, fault.Problem);
            }
        }
    }

    /// <summary>A change of these has no effect before the next start, and must not have half of one.</summary>
    private BridgeSettings WithLoopsAsAtStart(BridgeSettings read) => read with
    {
        Annotations = read.Annotations with
        {
            DriftInterval = _initial.Annotations.DriftInterval,
            OpenEndInterval = _initial.Annotations.OpenEndInterval,
        },
    };

    private void TellOfRestart()
    {
        var changed = string.Join(", ", _atStart.Changed());
        if (changed.Length > 0 && changed != _restart)
        {
            Log.RestartNeeded(_logger, changed);
        }

        _restart = changed;
    }

    private sealed class Part<TOptions>(LiveSettings settings, Func<BridgeSettings, TOptions> part) : ILive<TOptions>
    {
        public event Action? Changed
        {
            add => settings.Changed += value;
            remove => settings.Changed -= value;
        }

        public TOptions Current => part(settings.Current);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.SettingsReloaded, LogLevel.Information, "Settings were read again, and are in use.")]
        public static partial void SettingsReloaded(ILogger logger);

        [LoggerMessage(EventIds.SettingsNeedRestart, LogLevel.Warning, "Changed settings that take effect at the next start only: {Settings}.")]
        public static partial void RestartNeeded(ILogger logger, string settings);
    }
}
