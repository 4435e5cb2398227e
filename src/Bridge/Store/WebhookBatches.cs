using System.Threading.Channels;

namespace Bridge.Store;

/// <summary>
/// Takes webhooks to a database, those that wait together in one transaction: they share its commit and its flush to the disk, and an
/// incident that several are about is queued once. One batch is under way at a time, since two at once would only be smaller ones:
/// SQLite has one writer, and PostgreSQL commits transactions that notify one after another. Each webhook is answered after its own commit.
/// </summary>
internal sealed class WebhookBatches : IAsyncDisposable
{
    /// <summary>Webhooks that may wait; more are refused, so that a slow database shows as 503 and not as memory.</summary>
    private const int QueueCapacity = 8192;

    private const int MaxBatch = 512;

    private readonly Func<IReadOnlyList<WebhookReceipt>, Task<IReadOnlyList<AcceptResult>>> _write;
    private readonly Func<Exception, bool> _mayBeOfOneRow;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Task _writer;
    private volatile bool _closed;

    /// <param name="write">Commits webhooks and says what became of each, or throws and has changed nothing.</param>
    /// <param name="mayBeOfOneRow">Whether what was thrown may be the fault of one webhook, so that the others do better one by one.</param>
    public WebhookBatches(
        Func<IReadOnlyList<WebhookReceipt>, Task<IReadOnlyList<AcceptResult>>> write, Func<Exception, bool> mayBeOfOneRow)
    {
        _write = write;
        _mayBeOfOneRow = mayBeOfOneRow;
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
        if (await TryWriteAsync(batch) is not { } failure)
        {
            return;
        }

        if (batch.Count > 1 && _mayBeOfOneRow(failure))
        {
            await WriteOneByOneAsync(batch);
        }
        else
        {
            Fail(batch, failure);
        }
    }

    /// <summary>One bad webhook must not fail its neighbours.</summary>
    private async Task WriteOneByOneAsync(List<Waiting> batch)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (await TryWriteAsync([batch[index]]) is not { } failure)
            {
                continue;
            }

            if (!_mayBeOfOneRow(failure))
            {
                Fail(batch[index..], failure);
                return;
            }

            Fail([batch[index]], failure);
        }
    }

    /// <returns>Null when each has its answer; otherwise none has, and none is stored.</returns>
    private async Task<Exception?> TryWriteAsync(List<Waiting> batch)
    {
        IReadOnlyList<AcceptResult> results;
        try
        {
            results = await _write(batch.ConvertAll(waiting => waiting.Receipt));
        }
        catch (Exception exception)
        {
            return exception;
        }

        for (var index = 0; index < batch.Count; index++)
        {
            batch[index].SetResult(results[index]);
        }

        return null;
    }

    /// <summary>A database that is away is away for all: to let each wait for it in turn would keep the last one for an hour.</summary>
    private static void Fail(List<Waiting> batch, Exception failure) => batch.ForEach(waiting => waiting.SetException(failure));

    private sealed class Waiting(WebhookReceipt receipt) : TaskCompletionSource<AcceptResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public WebhookReceipt Receipt { get; } = receipt;
    }
}
