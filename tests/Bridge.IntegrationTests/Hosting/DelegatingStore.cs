using Bridge.Store;
using Bridge.Vocabulary;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>The real store, with somebody in front of it who changes what a test is about.</summary>
internal abstract class DelegatingStore(IBridgeStore inner) : IBridgeStore
{
    public Task OpenAsync(StoreAccess access, CancellationToken cancellationToken) => inner.OpenAsync(access, cancellationToken);

    public virtual Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        inner.AcceptAsync(receipt, cancellationToken);

    public virtual Task<ClaimResult> ClaimAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.ClaimAsync(grafana, lane, limit, now, leaseUntil, cancellationToken);

    public Task<Claim?> TryClaimAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimAsync(key, askedAt, now, leaseUntil, cancellationToken);

    public virtual Task<IReadOnlyList<DueDelivery>> ReadDueAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReadDueAsync(grafana, lane, limit, now, cancellationToken);

    public Task<Claim?> TryClaimDueAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimDueAsync(key, askedAt, now, leaseUntil, cancellationToken);

    public Task<Claim?> TryClaimSeenAsync(
        string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimSeenAsync(grafana, seen, now, leaseUntil, cancellationToken);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        inner.CompleteAsync(claim, outcome, now, minInterval, cancellationToken);

    public Task MarkDueAsync(
        IReadOnlyCollection<DeliveryKey> keys,
        DateTimeOffset eventAt,
        DateTimeOffset? unannouncedSince,
        DateTimeOffset now,
        CancellationToken cancellationToken) => inner.MarkDueAsync(keys, eventAt, unannouncedSince, now, cancellationToken);

    public Task<int> WakeAsync(string grafana, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.WakeAsync(grafana, now, cancellationToken);

    public Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.AdmitAsync(since, now, cancellationToken);

    public virtual Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken) =>
        inner.ReadLedgerAsync(key, cancellationToken);

    public Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(
        IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken) => inner.ReadVisibilityAsync(subjects, cancellationToken);

    public Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.NoteVisibilityAsync(subject, visibility, now, cancellationToken);

    public Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.NoteParentsAsync(subject, parents, now, cancellationToken);

    public Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken) =>
        inner.ReadChildrenAsync(parent, cancellationToken);

    public Task<GrafanaIdentity?> ReadGrafanaAsync(string grafana, CancellationToken cancellationToken) => inner.ReadGrafanaAsync(grafana, cancellationToken);

    public Task NoteGrafanaAsync(string grafana, GrafanaIdentity identity, CancellationToken cancellationToken) =>
        inner.NoteGrafanaAsync(grafana, identity, cancellationToken);

    public Task<int> ReplaceGrafanaAsync(
        string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.ReplaceGrafanaAsync(grafana, identity, endedSince, now, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(SubjectId incident, CancellationToken cancellationToken) =>
        inner.ReadLedgerAsync(incident, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        inner.ReadLedgerOfGrafanaAsync(grafana, endedSince, cancellationToken);

    public Task<IReadOnlyList<SubjectId>> ReadBegunAsync(
        SubjectKind kind, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        inner.ReadBegunAsync(kind, from, until, cancellationToken);

    public Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(CancellationToken cancellationToken) => inner.ReadOpenAsync(cancellationToken);

    public virtual Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        inner.SaveLedgerAsync(claim, entry, cancellationToken);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.RemoveLedgerAsync(claim, key, now, cancellationToken);

    public Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        inner.ReadTakenAwayAsync(grafana, endedSince, cancellationToken);

    public Task<JobClaim?> TryClaimJobAsync(
        JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimJobAsync(job, interval, now, leaseUntil, cancellationToken);

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.KeepJobAsync(claim, leaseUntil, cancellationToken);

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.EndJobAsync(claim, watermark, now, cancellationToken);

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        inner.GiveJobBackAsync(claim, retryAt, cancellationToken);

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.CountMissedAsync(before, cancellationToken);

    public Task<ILookup<SubjectId, Delivery>> ReadDeliveriesAsync(
        IReadOnlyList<SubjectId> incidents, CancellationToken cancellationToken) => inner.ReadDeliveriesAsync(incidents, cancellationToken);

    public Task<IReadOnlyList<Delivery>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        inner.ReadDeadLettersAsync(limit, cancellationToken);

    public Task<IReadOnlyDictionary<string, DueWork>> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.CountDueAsync(now, cancellationToken);

    public virtual Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) => inner.ReadStatisticsAsync(cancellationToken);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetWebhooksAsync(before, limit, cancellationToken);

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetIncidentsAsync(before, limit, cancellationToken);

    public Task<int> ForgetUnshownAsync(DateTimeOffset since, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetUnshownAsync(since, before, limit, cancellationToken);

    public Task<int> ForgetTakenAwayAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetTakenAwayAsync(before, limit, cancellationToken);

    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) => inner.GiveSpaceBackAsync(limit, cancellationToken);

    public virtual Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal static class ServiceDecoration
{
    /// <summary>Puts something in front of a service that the bridge registered.</summary>
    public static void Decorate<TService>(this IServiceCollection services, Func<TService, TService> decorate)
        where TService : class
    {
        var registered = services.Last(service => service.ServiceType == typeof(TService));
        services.AddSingleton(provider => decorate((TService)registered.ImplementationFactory!(provider)));
    }
}
