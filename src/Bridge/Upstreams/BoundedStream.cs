namespace Bridge.Upstreams;

/// <summary>Reads a body up to a bound: an upstream that sends without end must not take the process' memory with it.</summary>
/// <param name="inner">The body, decompressed. Whoever made it disposes of it.</param>
/// <param name="bound">Bytes that may be read.</param>
internal sealed class BoundedStream(Stream inner, long bound) : Stream
{
    /// <summary>Bytes that were read.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException();
    }

    /// <exception cref="AnswerTooLongException">There is more than the bound.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        BytesRead += read;
        return BytesRead <= bound ? read : throw new AnswerTooLongException(bound);
    }
}

/// <summary>An answer has more bytes than the bridge reads.</summary>
internal sealed class AnswerTooLongException(long bound) : Exception($"its answer is longer than {bound / 1024 / 1024} MiB");
