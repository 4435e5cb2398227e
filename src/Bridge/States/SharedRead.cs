namespace Bridge.States;

/// <summary>A read that several callers wait for. None of them can end it; it has a time of its own.</summary>
/// <param name="askedAt">When it was begun.</param>
/// <param name="stamp">The same by the clock that never jumps; 0 where its age does not matter.</param>
internal sealed class SharedRead<TAnswer>(DateTimeOffset askedAt, long stamp = 0)
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset AskedAt { get; } = askedAt;

    public long Stamp { get; } = stamp;

    public Task<TAnswer> WaitAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    /// <summary>Reads. To be called once, by who made this, and outside of any lock.</summary>
    /// <param name="read">Its token ends when the time is over.</param>
    /// <param name="patience">The time that it may take.</param>
    /// <param name="time">Measures it.</param>
    public void Begin(Func<CancellationToken, Task<TAnswer>> read, TimeSpan patience, TimeProvider time) => _ = ReadAsync(read, patience, time);

    private async Task ReadAsync(Func<CancellationToken, Task<TAnswer>> read, TimeSpan patience, TimeProvider time)
    {
        try
        {
            using var over = new CancellationTokenSource(patience, time);
            _answer.TrySetResult(await read(over.Token));
        }
#pragma warning disable CA1031 // Whatever it is, those who wait get it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _answer.TrySetException(exception);
        }
    }
}
