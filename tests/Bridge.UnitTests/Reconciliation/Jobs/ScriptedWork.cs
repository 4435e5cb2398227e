using System.Collections.Concurrent;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>A job that does what a test says, and notes when it was done and where it began.</summary>
internal sealed class ScriptedWork(
    TimeSpan interval, TimeProvider time, Func<CancellationToken, Task<JobResult>> run) : IPeriodicWork
{
    public JobName Job => Name;

    public static JobName Name { get; } = new(PeriodicJob.Drift, "main");

    public TimeSpan Interval => interval;

    /// <summary>The time and the watermark of each run, in order.</summary>
    public ConcurrentQueue<(DateTimeOffset At, DateTimeOffset? Watermark)> Runs { get; } = new();

    public Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        Runs.Enqueue((time.GetUtcNow(), watermark));
        return run(cancellationToken);
    }
}
