using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>
/// The real store, with a door in front of <see cref="AcceptAsync"/> that a test can hold shut or set on fire. It hands out no work, so
/// that what a webhook test sees is the webhook's doing alone.
/// </summary>
internal sealed class StoreSpy(IBridgeStore inner) : IBridgeStore
{
    private readonly ConcurrentQueue<WebhookReceipt> _accepted = new();
    private int _asked;

    /// <summary>How often the worker has asked for work. Under a clock that stands still it only does so when it is woken.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Runs before each write; the write happens once it has ended well.</summary>
    public Func<Task> BeforeAccept { get; set; } = () => Task.CompletedTask;

    /// <summary>What was committed, in order, duplicates included.</summary>
    public IReadOnlyList<WebhookReceipt> Accepted => [.. _accepted];

    public static void Register(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IBridgeStore)).ImplementationFactory!;
        services.AddSingleton<IBridgeStore>(provider => new StoreSpy((IBridgeStore)real(provider)));
    }

    public async Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken)
    {
        await BeforeAccept();
        cancellationToken.ThrowIfCancellationRequested();
        var result = await inner.AcceptAsync(receipt, cancellationToken);
        _accepted.Enqueue(receipt);
        return result;
    }

    public Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(new ClaimResult([], null));
    }

    public Task OpenAsync(StoreAccess access, CancellationToken cancellationToken) => inner.OpenAsync(access, cancellationToken);

    public Task<IReadOnlyList<DueIncident>> ReadDueAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DueIncident>>([]);

    public Task<Claim?> TryClaimDueAsync(
        DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Task.FromResult<Claim?>(null);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        inner.CompleteAsync(claim, outcome, now, minInterval, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken) =>
        inner.ReadLedgerAsync(incident, cancellationToken);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        inner.SaveLedgerAsync(claim, entry, cancellationToken);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken) =>
        inner.RemoveLedgerAsync(claim, key, cancellationToken);

    public Task<Claim?> TryClaimAsync(
        IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimAsync(incident, stateAt, now, leaseUntil, cancellationToken);

    public Task<IReadOnlyDictionary<IncidentId, Bridge.Store.WorkItem>> ReadWorkAsync(
        IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) => inner.ReadWorkAsync(incidents, cancellationToken);

    public Task<IReadOnlyList<Bridge.Store.WorkItem>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        inner.ReadDeadLettersAsync(limit, cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        inner.ReadLedgerOfGrafanaAsync(grafana, endedSince, cancellationToken);

    public Task NoteUnannouncedAsync(IncidentId incident, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.NoteUnannouncedAsync(incident, now, cancellationToken);

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.CountMissedAsync(before, cancellationToken);

    public Task<JobClaim?> TryClaimJobAsync(
        PeriodicJob job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.TryClaimJobAsync(job, interval, now, leaseUntil, cancellationToken);

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        inner.KeepJobAsync(claim, leaseUntil, cancellationToken);

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.EndJobAsync(claim, watermark, now, cancellationToken);

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        inner.GiveJobBackAsync(claim, retryAt, cancellationToken);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) => inner.ReadStatisticsAsync(cancellationToken);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetWebhooksAsync(before, limit, cancellationToken);

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        inner.ForgetIncidentsAsync(before, limit, cancellationToken);

    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) =>
        inner.GiveSpaceBackAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
