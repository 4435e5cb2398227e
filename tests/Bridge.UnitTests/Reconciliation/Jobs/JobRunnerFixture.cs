using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>The runner of a job that a test wrote, and a test that decides when time passes.</summary>
public abstract class JobRunnerFixture : ReconciliationFixture
{
    private protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private protected static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);
    private protected static readonly UpstreamFailure Failure = new(FailureReason.Network, "ConnectionRefused");

    private readonly List<PeriodicJobRunner> _runners = [];
    private readonly WatchedTime _loopTime;

    private protected JobRunnerFixture() => _loopTime = new WatchedTime(Time);

    public override async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.StopAsync(Cancellation);
            runner.Dispose();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected PeriodicJobRunner Runner => _runners[0];

    private protected Task<ScriptedWork> StartAsync(TimeSpan interval, Func<JobResult> run) => StartAsync(interval, _ => Task.FromResult(run()));

    private protected async Task<ScriptedWork> StartAsync(TimeSpan interval, Func<CancellationToken, Task<JobResult>> run)
    {
        var work = new ScriptedWork(interval, Time, run);
        await NewRunner(work).StartAsync(Cancellation);
        await AskedAsync(before: 0);
        return work;
    }

    private protected PeriodicJobRunner NewRunner(ScriptedWork work)
    {
        var runner = new PeriodicJobRunner(work, Store.Store, _loopTime, Logger<PeriodicJobRunner>());
        _runners.Add(runner);
        return runner;
    }

    /// <summary>Time passes, and the runner has asked once more: what it was given before is done.</summary>
    private protected async Task PassAsync(TimeSpan time)
    {
        await IdleAsync();
        var before = Store.Asked(nameof(IJobStore.TryClaimJobAsync)).Count;
        Time.Advance(time);
        await AskedAsync(before);
    }

    /// <summary>The loop has done what there was to do, and waits; a test may have asked for the job as well.</summary>
    private protected Task IdleAsync() => Eventually.IsTrueAsync(
        () => _loopTime.Waits.Count(wait => wait != Renewal)
            >= Store.Asked(nameof(IJobStore.TryClaimJobAsync)).Count(asked => !Equals(asked[^1], Cancellation)),
        "the loop waits");

    /// <summary>The lease of the run is going to be renewed.</summary>
    private protected Task UnderWayAsync() => Eventually.IsTrueAsync(() => _loopTime.Waits.Contains(Renewal), "the job is under way");

    private protected Task AskedAsync(int before) => Eventually.IsTrueAsync(
        () => Store.Asked(nameof(IJobStore.TryClaimJobAsync)).Count > before, "the store was asked for the job");

    private protected Task KeptAsync(int times) => Eventually.IsTrueAsync(
        () => Store.Asked(nameof(IJobStore.KeepJobAsync)).Count == times, $"the lease was renewed {times} times");

    private protected Task EndsAsync(string method) => Eventually.IsTrueAsync(() => Store.Asked(method).Count > 0, $"the run ended with {method}");

    /// <summary>How many seconds the job waits after a run that failed, of those counted from 0.</summary>
    private protected async Task<double> WaitAfterFailureAsync(int run)
    {
        await Eventually.IsTrueAsync(
            () => Store.Asked(nameof(IJobStore.GiveJobBackAsync)).Count == run + 1, $"the job was given back {run + 1} times");
        return ((DateTimeOffset)Store.Asked(nameof(IJobStore.GiveJobBackAsync))[run][1]! - Now).TotalSeconds;
    }

    private protected static Task RunsAsync(ScriptedWork work, int times) =>
        Eventually.IsTrueAsync(() => work.Runs.Count == times, $"the job ran {times} times");
}
