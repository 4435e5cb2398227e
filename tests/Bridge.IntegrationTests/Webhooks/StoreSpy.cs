using System.Collections.Concurrent;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>
/// The real store, with a door in front of <see cref="AcceptAsync"/> that a test can hold shut or set on fire. It hands out no work, so
/// that what a webhook test sees is the webhook's doing alone.
/// </summary>
internal sealed class StoreSpy(IBridgeStore inner) : DelegatingStore(inner)
{
    private readonly ConcurrentQueue<WebhookReceipt> _accepted = new();
    private int _asked;

    /// <summary>How often the loop has asked for work. Under a clock that stands still it only does so when it is woken.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Runs before each write; the write happens once it has ended well.</summary>
    public Func<Task> BeforeAccept { get; set; } = () => Task.CompletedTask;

    /// <summary>What was committed, in order, duplicates included.</summary>
    public IReadOnlyList<WebhookReceipt> Accepted => [.. _accepted];

    public static void Register(IServiceCollection services) => services.Decorate<IBridgeStore>(store => new StoreSpy(store));

    public override async Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken)
    {
        await BeforeAccept();
        cancellationToken.ThrowIfCancellationRequested();
        var result = await base.AcceptAsync(receipt, cancellationToken);
        _accepted.Enqueue(receipt);
        return result;
    }

    public override Task<ClaimResult> ClaimAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(new ClaimResult([], null));
    }

    public override Task<IReadOnlyList<DueDelivery>> ReadDueAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DueDelivery>>([]);
}
