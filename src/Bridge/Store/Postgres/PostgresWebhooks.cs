using System.Threading.Channels;

namespace Bridge.Store.Postgres;

/// <summary>
/// Takes webhooks to the database, those that wait together in one statement: they share its round trip, its commit and its notification.
/// Transactions that notify commit one after another, so this is what many webhooks a second depend on, and two batches at once would
/// only be smaller ones. Each webhook is answered after its own commit.
/// </summary>
internal sealed class PostgresWebhooks : IAsyncDisposable
{
    /// <summary>Webhooks that may wait; more are refused, so that a slow database shows as 503 and not as memory.</summary>
    private const int QueueCapacity = 8192;

    private const int MaxBatch = 512;

    private readonly Func<IReadOnlyList<WebhookReceipt>, Task<IReadOnlyList<AcceptResult>>> _write;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Task _writer;
    private volatile bool _closed;

    /// <param name="write">Commits webhooks and says what became of each, or throws and has changed nothing.</param>
    public PostgresWebhooks(Func<IReadOnlyList<WebhookReceipt>, Task<IReadOnlyList<AcceptResult>>> write)
    {
        _write = write;
        _writer = Task.Run(WriteAllAsync);
    }

    /// <exception cref="StoreException">Too many wait, or it was not stored.</exception>
    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt)
    {
        var waiting = new Waiting(receipt);
        return _queue.Writer.TryWrite(waiting) ? waiting.Task
            : throw new StoreException(_closed ? "The store is closed." : "Too many webhooks wait for the database.");
    }

    /// <summary>What was taken is written first.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _queue.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Waiting>(MaxBatch);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            var results = await _write(batch.ConvertAll(waiting => waiting.Receipt));
            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].SetResult(results[index]);
            }
        }
        catch (Exception exception) when (batch.Count > 1 && PostgresFailure.MayBeOfOneRow(exception))
        {
            // One bad webhook must not fail its neighbours.
            foreach (var waiting in batch)
            {
                await WriteAsync([waiting]);
            }
        }
        catch (Exception exception)
        {
            // A database that is away is away for all: to let each wait for it in turn would keep the last one for an hour.
            batch.ForEach(waiting => waiting.SetException(exception));
        }
    }

    private sealed class Waiting(WebhookReceipt receipt) : TaskCompletionSource<AcceptResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public WebhookReceipt Receipt { get; } = receipt;
    }
}
