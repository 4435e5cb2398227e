using System.Collections.Concurrent;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>A job that does what a test says, and notes when it was done and where it began.</summary>
internal sealed class ScriptedWork(
    TimeSpan interval, TimeProvider time, Func<Func<Task<bool>>, CancellationToken, Task<JobResult>> run) : IPeriodicWork
{
    public PeriodicJob Job => PeriodicJob.Drift;

    public TimeSpan Interval => interval;

    /// <summary>The time and the watermark of each run, in order.</summary>
    public ConcurrentQueue<(DateTimeOffset At, DateTimeOffset? Watermark)> Runs { get; } = new();

    public Task<JobResult> RunAsync(DateTimeOffset? watermark, Func<Task<bool>> keep, CancellationToken cancellationToken)
    {
        Runs.Enqueue((time.GetUtcNow(), watermark));
        return run(keep, cancellationToken);
    }
}
