namespace Bridge.Benchmarks.Ingest;

/// <summary>Something that takes signed webhooks, as a process of its own.</summary>
internal abstract class IngestServer(string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>Where webhooks go.</summary>
    public abstract Uri Url { get; }

    public abstract int ProcessId { get; }

    /// <summary>How many it has taken since its start, by its own count.</summary>
    public abstract Task<long> ReadTakenAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
