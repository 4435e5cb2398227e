using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>
/// What <see cref="IBridgeStore"/> promises, as tests that every implementation passes. A store joins with a subclass that makes it.
/// </summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    /// <summary>The Grafana of a test that needs no second one.</summary>
    private const string Main = "main";
    private const string Next = "next";

    private IBridgeStore? _store;
    private string[] _grafanas = [Main];
    private int _webhooks;

    private protected IBridgeStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        _store = CreateStore(_grafanas);
        await _store.OpenAsync(StoreAccess.Bridge, Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>A store that is not open yet, on the database of this test: empty before the first one.</summary>
    /// <param name="grafanas">The Grafanas of the settings.</param>
    private protected abstract IBridgeStore CreateStore(IReadOnlyList<string> grafanas);

    /// <summary>Runs a statement past the store, as a program of another version or an operator would. Both stores understand it.</summary>
    private protected abstract Task ExecuteAsync(string sql);

    /// <summary>Lets rows into the table that this version's constraints refuse.</summary>
    private protected abstract Task LiftConstraintsAsync();

    /// <summary>What a later process finds.</summary>
    /// <param name="grafanas">The Grafanas of its settings; the same ones when there is none.</param>
    private async Task ReopenAsync(params string[] grafanas)
    {
        await Store.DisposeAsync();
        _grafanas = grafanas.Length > 0 ? grafanas : _grafanas;
        await InitializeAsync();
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    /// <summary>Accepts a webhook that was never seen before, unless an id is given.</summary>
    private Task<AcceptResult> AcceptAsync(string incident, DateTimeOffset at, string? webhook = null, string? trace = null) =>
        Store.AcceptAsync(
            new WebhookReceipt(webhook ?? $"msg_{++_webhooks}", SubjectId.Parse(incident), at, MinInterval, trace), Token);

    private async Task<IReadOnlyList<Claim>> ClaimAsync(DateTimeOffset now, int limit = 10, string grafana = Main, Lane lane = Lane.Incidents) =>
        (await Store.ClaimAsync(grafana, lane, limit, now, now + LeaseTime, Token)).Claims;

    private async Task<Claim> ClaimOneAsync(DateTimeOffset now, string grafana = Main, Lane lane = Lane.Incidents) =>
        Assert.Single(await ClaimAsync(now, grafana: grafana, lane: lane));

    /// <summary>Queues an incident and leases it at once.</summary>
    private async Task<Claim> AcceptAndClaimAsync(string incident, DateTimeOffset at)
    {
        await AcceptAsync(incident, at);
        return await ClaimOneAsync(at, lane: Lanes.Of(SubjectId.Parse(incident)));
    }

    private Task<bool> SucceedAsync(Claim claim, DateTimeOffset at, DateTimeOffset? lookAgainAt = null) =>
        CompleteAsync(claim, new WorkOutcome.Succeeded(lookAgainAt), at);

    /// <summary>Ends a claim with a state shown that was asked for at <paramref name="askedAt"/>.</summary>
    private Task<bool> ShowAsync(Claim claim, DateTimeOffset askedAt, DateTimeOffset at, bool changed = false) =>
        CompleteAsync(claim, new WorkOutcome.Succeeded(null, new ShownVersion(askedAt, askedAt), changed), at);

    private Task<bool> RetryAsync(
        Claim claim, DateTimeOffset at, DateTimeOffset dueAt, FailureReason reason = FailureReason.Server) =>
        CompleteAsync(claim, new WorkOutcome.Retry(reason, dueAt), at);

    private Task<bool> DeadLetterAsync(
        Claim claim, DateTimeOffset at, DateTimeOffset dueAt, FailureReason reason = FailureReason.Client) =>
        CompleteAsync(claim, new WorkOutcome.DeadLetter(reason, dueAt), at);

    private Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome, DateTimeOffset at) =>
        Store.CompleteAsync(claim, outcome, at, MinInterval, Token);

    /// <summary>When the next delivery is due. It asks at a time when nothing is, and so claims nothing.</summary>
    private async Task<DateTimeOffset?> NextDueAsync(string grafana = Main, Lane lane = Lane.Incidents)
    {
        var result = await Store.ClaimAsync(grafana, lane, 10, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Token);
        Assert.Empty(result.Claims);
        return result.NextDueAt;
    }
}
