using Bridge.Incidents;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>The real store, until a test makes a part of it fail.</summary>
internal sealed class FaultyStore(IBridgeStore store, FaultyStore.Switch faults) : IBridgeStore
{
    public Task OpenAsync(StoreAccess access, CancellationToken cancellationToken) => store.OpenAsync(access, cancellationToken);

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        store.AcceptAsync(receipt, cancellationToken);

    public Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        faults.HangClaims ? faults.Never.Task.WaitAsync(cancellationToken)
        : faults.Claim is { } fault ? Task.FromException<ClaimResult>(fault)
        : store.ClaimAsync(limit, now, leaseUntil, cancellationToken);

    public Task<IReadOnlyList<DueIncident>> ReadDueAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.ReadDueAsync(limit, now, cancellationToken);

    public Task<Claim?> TryClaimDueAsync(
        DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        store.TryClaimDueAsync(due, stateAt, now, leaseUntil, cancellationToken);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        store.CompleteAsync(claim, outcome, now, minInterval, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken) =>
        faults.ReadLedger is { } fault ? Task.FromException<IReadOnlyList<LedgerEntry>>(fault) : store.ReadLedgerAsync(incident, cancellationToken);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        store.SaveLedgerAsync(claim, entry, cancellationToken);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken) =>
        store.RemoveLedgerAsync(claim, key, cancellationToken);

    public Task<Claim?> TryClaimAsync(
        IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        store.TryClaimAsync(incident, stateAt, now, leaseUntil, cancellationToken);

    public Task<IReadOnlyDictionary<IncidentId, Bridge.Store.WorkItem>> ReadWorkAsync(
        IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) => store.ReadWorkAsync(incidents, cancellationToken);

    public Task<IReadOnlyList<Bridge.Store.WorkItem>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        store.ReadDeadLettersAsync(limit, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        store.ReadLedgerOfGrafanaAsync(grafana, endedSince, cancellationToken);

    public Task NoteUnannouncedAsync(IncidentId incident, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.NoteUnannouncedAsync(incident, now, cancellationToken);

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        store.CountMissedAsync(before, cancellationToken);

    public Task<JobClaim?> TryClaimJobAsync(
        PeriodicJob job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        store.TryClaimJobAsync(job, interval, now, leaseUntil, cancellationToken);

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        store.KeepJobAsync(claim, leaseUntil, cancellationToken);

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.EndJobAsync(claim, watermark, now, cancellationToken);

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        store.GiveJobBackAsync(claim, retryAt, cancellationToken);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        faults.ReadStatistics is { } fault ? Task.FromException<StoreStatistics>(fault) : store.ReadStatisticsAsync(cancellationToken);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        store.ForgetWebhooksAsync(before, limit, cancellationToken);

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        store.ForgetIncidentsAsync(before, limit, cancellationToken);

    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) =>
        store.GiveSpaceBackAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) =>
        faults.Probe is { } fault ? Task.FromException(fault) : store.ProbeAsync(cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>What fails, and how; nothing at first.</summary>
    internal sealed class Switch
    {
        public TaskCompletionSource<ClaimResult> Never { get; } = new();

        public bool HangClaims { get; set; }

        public Exception? Claim { get; set; }

        public Exception? ReadLedger { get; set; }

        public Exception? ReadStatistics { get; set; }

        public Exception? Probe { get; set; }
    }
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
