namespace Bridge.IntegrationTests.Hosting;

/// <summary>Keeps requests waiting, so that a test can act while they are under way.</summary>
internal sealed class Gate(string method)
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Requests that came to the gate.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public void Open() => _open.TrySetResult();

    public Task PassAsync(string requestMethod)
    {
        if (requestMethod != method || _open.Task.IsCompleted)
        {
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _waiting);
        return _open.Task;
    }
}
