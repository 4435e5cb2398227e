using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>
/// When credentials change, what was refused may be taken: the breaker of the Grafana closes, and all that failed there is due at once. A new
/// key for incident.io does that for every Grafana.
/// </summary>
internal sealed partial class CredentialWatch(
    LiveSettings live,
    IEnumerable<IAnnotationTarget> targets,
    IDeliveryQueue queue,
    WorkSignal signal,
    TimeProvider time,
    ILogger<CredentialWatch> logger) : BackgroundService
{
    private readonly SemaphoreSlim _changed = new(0);
    private BridgeSettings _last = live.Current;

    public override void Dispose()
    {
        live.Changed -= OnChanged;
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        live.Changed += OnChanged;
        OnChanged();
        while (!stoppingToken.IsCancellationRequested)
        {
            await _changed.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (before, now) = (_last, live.Current);
            _last = now;
            foreach (var target in targets.Where(target => IsNew(before, now, target.Name)))
            {
                await TryAgainAsync(target, stoppingToken);
            }
        }
    }

    private void OnChanged() => _changed.Release();

    private static bool IsNew(BridgeSettings before, BridgeSettings now, string grafana) =>
        before.IncidentIo.ApiKey.Reveal() != now.IncidentIo.ApiKey.Reveal() || TokenOf(before, grafana) != TokenOf(now, grafana);

    private static string? TokenOf(BridgeSettings settings, string grafana) =>
        settings.Grafana.FirstOrDefault(options => options.Name == grafana)?.Token.Reveal();

    private async Task TryAgainAsync(IAnnotationTarget target, CancellationToken cancellationToken)
    {
        target.Forgive();
        try
        {
            var waiting = await queue.WakeAsync(target.Name, time.GetUtcNow(), cancellationToken);
            Log.CredentialsChanged(logger, target.Name, waiting);
        }
        catch (StoreException exception)
        {
            Log.NotWoken(logger, target.Name, exception.Message);
        }

        signal.Wake();
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.CredentialsChanged, LogLevel.Information, "Credentials changed: {Deliveries} deliveries to Grafana {Grafana} that failed are tried again now.")]
        public static partial void CredentialsChanged(ILogger logger, string grafana, int deliveries);

        [LoggerMessage(
            EventIds.CredentialsNotUsed, LogLevel.Warning, "Credentials changed; what failed in Grafana {Grafana} waits for its retry all the same: {Problem}")]
        public static partial void NotWoken(ILogger logger, string grafana, string problem);
    }
}
