using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Reports;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Operator.Status;

/// <summary>Gathers what the status is made of. It asks the store alone, and neither incident.io nor a Grafana: looking costs them nothing.</summary>
internal sealed class StatusSource(
    StoreWatch store,
    ShownReferences references,
    IncidentIoOptions incidentIo,
    PrivateAccessWatch key,
    RateLimitPacer pacer,
    IEnumerable<GrafanaOwner> owners,
    ILive<IReadOnlyList<GrafanaOptions>> grafanas,
    RecentDeliveries recent,
    LoopHealth loops,
    SettingsMeter settings,
    DeliverySettings delivery,
    ILive<StorageOptions> storage,
    ServerOptions server,
    TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>As they were at the start: a change of an address or of the store takes effect at the next one.</summary>
    private readonly Dictionary<string, GrafanaOptions> _grafanas = grafanas.Current.ToDictionary(grafana => grafana.Name);

    private readonly StorageOptions _storage = storage.Current;

    public async Task<StatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        var reading = await store.ReadAsync(cancellationToken);
        return StatusReports.Of(new StatusFacts
        {
            Now = time.GetUtcNow(),
            Uptime = time.GetElapsedTime(_started),
            Storage = _storage.Provider,
            Store = reading,
            IncidentIo = incidentIo,
            Key = key.Latest,
            IncidentIoAnsweredAt = pacer.LastSuccessAt,
            RateLimit = pacer.Latest,
            Grafanas = [.. owners.Select(owner => (owner.Condition, _grafanas[owner.Name].Url))],
            Recent = recent.Latest,
            ReferenceOf = references.Of,
            SilentLoops = loops.Silent,
            AreSettingsRefused = settings.IsFailing,
            Settings = SettingLines.Of(incidentIo, [.. _grafanas.Values], delivery, _storage, server),
        });
    }
}
