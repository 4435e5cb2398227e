using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>What is shown, for who only counts it.</summary>
internal sealed class ShownLedger : ILedger
{
    public Dictionary<SubjectId, DateTimeOffset> Begun { get; } = [];

    public Task<IReadOnlyList<SubjectId>> ReadBegunAsync(SubjectKind kind, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SubjectId>>([.. Begun.Where(one => one.Key.Kind == kind && one.Value >= from && one.Value < until).Select(one => one.Key)]);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(SubjectId incident, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
}
