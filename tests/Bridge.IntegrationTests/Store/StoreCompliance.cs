using Bridge.Incidents;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.IntegrationTests.Store;

/// <summary>
/// What <see cref="IBridgeStore"/> promises, as tests that every implementation passes. A store joins with a subclass that makes it.
/// </summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private IBridgeStore? _store;
    private int _webhooks;

    private protected IBridgeStore Store => _store!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        _store = CreateStore();
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
    private protected abstract IBridgeStore CreateStore();

    /// <summary>What a later process finds.</summary>
    private async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await InitializeAsync();
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    /// <summary>Accepts a webhook that was never seen before, unless an id is given.</summary>
    private Task<AcceptResult> AcceptAsync(string incident, DateTimeOffset at, string? webhook = null, string? trace = null) =>
        Store.AcceptAsync(
            new WebhookReceipt(webhook ?? $"msg_{++_webhooks}", IncidentId.Parse(incident), at, MinInterval, trace), Token);

    private async Task<IReadOnlyList<Claim>> ClaimAsync(DateTimeOffset now, int limit = 10) =>
        (await Store.ClaimAsync(limit, now, now + LeaseTime, Token)).Claims;

    private async Task<Claim> ClaimOneAsync(DateTimeOffset now) => Assert.Single(await ClaimAsync(now));

    /// <summary>Queues an incident and leases it at once.</summary>
    private async Task<Claim> AcceptAndClaimAsync(string incident, DateTimeOffset at)
    {
        await AcceptAsync(incident, at);
        return await ClaimOneAsync(at);
    }

    private Task<bool> SucceedAsync(Claim claim, DateTimeOffset at, DateTimeOffset? lookAgainAt = null) =>
        CompleteAsync(claim, new WorkOutcome.Succeeded(lookAgainAt), at);

    private Task<bool> RetryAsync(
        Claim claim, DateTimeOffset at, DateTimeOffset dueAt, FailureReason reason = FailureReason.Server) =>
        CompleteAsync(claim, new WorkOutcome.Retry(reason, dueAt), at);

    private Task<bool> DeadLetterAsync(
        Claim claim, DateTimeOffset at, DateTimeOffset dueAt, FailureReason reason = FailureReason.Client) =>
        CompleteAsync(claim, new WorkOutcome.DeadLetter(reason, dueAt), at);

    private Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome, DateTimeOffset at) =>
        Store.CompleteAsync(claim, outcome, at, MinInterval, Token);

    /// <summary>When the next incident is due. It asks at a time when nothing is, and so claims nothing.</summary>
    private async Task<DateTimeOffset?> NextDueAsync()
    {
        var result = await Store.ClaimAsync(10, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Token);
        Assert.Empty(result.Claims);
        return result.NextDueAt;
    }
}
