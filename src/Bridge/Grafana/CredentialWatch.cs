using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Grafana;

/// <summary>
/// When credentials change, what was refused may be taken: the breaker of the Grafana closes, and all that failed there is due at once. A new
/// key for incident.io does that for every Grafana.
/// </summary>
internal sealed partial class CredentialWatch(
    ILive<IncidentIoOptions> incidentIo,
    ILive<IReadOnlyList<GrafanaOptions>> grafanas,
    IEnumerable<IAnnotationTarget> targets,
    IDeliveryQueue queue,
    WorkSignal signal,
    TimeProvider time,
    ILogger<CredentialWatch> logger) : BridgeLoop("credentials", time, logger)
{
    private readonly WakeUps _changed = new();
    private readonly TimeProvider _time = time;
    private Credentials _last = new(incidentIo.Current, grafanas.Current);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        grafanas.Changed += _changed.Wake;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        grafanas.Changed -= _changed.Wake;
        base.Dispose();
    }

    /// <summary>What was not woken, since the store was away, is woken in the next turn.</summary>
    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        var (before, now) = (_last, new Credentials(incidentIo.Current, grafanas.Current));
        foreach (var target in targets.Where(target => IsNew(before, now, target.Name)))
        {
            target.Forgive();
            var waiting = await queue.WakeAsync(target.Name, _time.GetUtcNow(), stoppingToken);
            Log.CredentialsChanged(logger, target.Name, waiting);
            signal.Wake();
        }

        _last = now;
        return Timeout.InfiniteTimeSpan;
    }

    protected override Task WaitAsync(TimeSpan wait, CancellationToken stoppingToken) => _changed.WaitAsync(wait, _time, stoppingToken);

    protected override bool IsExpected(Exception exception) => exception is StoreException;

    private static bool IsNew(Credentials before, Credentials now, string grafana) =>
        before.IncidentIo.ApiKey.Reveal() != now.IncidentIo.ApiKey.Reveal() || !now.AreAs(before, grafana);

    private sealed record Credentials(IncidentIoOptions IncidentIo, IReadOnlyList<GrafanaOptions> Grafanas)
    {
        public bool AreAs(Credentials before, string grafana) => (Of(grafana), before.Of(grafana)) switch
        {
            ({ } now, { } then) => now.Token.Equals(then.Token) && now.User == then.User && Equals(now.Password, then.Password)
                && (now.Headers?.IsAs(then.Headers) ?? then.Headers is null),
            var (now, then) => now is null && then is null,
        };

        private GrafanaOptions? Of(string grafana) => Grafanas.FirstOrDefault(options => options.Name == grafana);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.CredentialsChanged, LogLevel.Information, "Credentials changed: {Deliveries} deliveries to Grafana {Grafana} that failed are tried again now.")]
        public static partial void CredentialsChanged(ILogger logger, string grafana, int deliveries);
    }
}
