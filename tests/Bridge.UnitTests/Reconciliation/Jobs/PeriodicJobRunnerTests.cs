using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Upstreams;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

public sealed class PeriodicJobRunnerTests : ReconciliationFixture
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly UpstreamFailure Failure = new(FailureReason.Network, "ConnectionRefused");

    private readonly List<PeriodicJobRunner<ScriptedWork>> _runners = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.StopAsync(Cancellation);
            runner.Dispose();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_job_is_done_at_once_and_then_whenever_its_interval_has_passed()
    {
        var start = Now;
        var work = await StartAsync(Hour, () => new JobResult.Done(start.AddMinutes(-5)));
        await EndsAsync(nameof(IBridgeStore.EndJobAsync));

        await PassAsync(Hour - TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(10));
        await RunsAsync(work, 2);

        Assert.Equal([(start, null), (start.AddSeconds(3_609), start.AddMinutes(-5))], work.Runs);
    }

    [Fact]
    public async Task A_job_that_is_turned_off_is_never_asked_for()
    {
        var runner = NewRunner(new ScriptedWork(TimeSpan.Zero, Time, (_, _) => Task.FromResult<JobResult>(new JobResult.Lost())));

        await runner.StartAsync(Cancellation);
        await runner.ExecuteTask!;

        Assert.Empty(Store.Asked(nameof(IBridgeStore.TryClaimJobAsync)));
    }

    [Theory]
    [InlineData(3_600, 10)]
    [InlineData(10, 10)]
    [InlineData(4, 4)]
    public async Task The_store_is_asked_every_ten_seconds_or_as_often_as_the_job_is_due(int interval, int pause)
    {
        await StartAsync(TimeSpan.FromSeconds(interval), () => new JobResult.Done(Now));

        Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
        Assert.Single(Store.Asked(nameof(IBridgeStore.TryClaimJobAsync)));
        await PassAsync(TimeSpan.FromMilliseconds(1));

        var asked = Store.Asked(nameof(IBridgeStore.TryClaimJobAsync));
        Assert.Equal([PeriodicJob.Drift, TimeSpan.FromSeconds(interval), Now, Now.AddMinutes(5)], asked[1].Take(4));
    }

    [Theory]
    [InlineData(3_600, null, 30)]
    [InlineData(30, null, 30)]
    [InlineData(20, null, 20)]
    [InlineData(3_600, 90, 90)]
    [InlineData(3_600, 5, 5)]
    public async Task A_job_that_failed_is_tried_again_soon_or_when_the_upstream_said_from_where_it_began(int interval, int? retryAfter, int delay)
    {
        var failure = Failure with { RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        var start = Now;
        var work = await StartAsync(TimeSpan.FromSeconds(interval), () =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return new JobResult.Failed(failure);
        });

        await EndsAsync(nameof(IBridgeStore.GiveJobBackAsync));

        Assert.Equal(start.AddSeconds(1 + delay), Store.Asked(nameof(IBridgeStore.GiveJobBackAsync))[0][1]);
        Assert.Empty(Store.Asked(nameof(IBridgeStore.EndJobAsync)));
        Assert.Equal(
            $"The job drift did not do its work: network (ConnectionRefused). It is tried again in {TimeSpan.FromSeconds(delay)}.", Lines(EventIds.JobFailed, LogLevel.Warning)[0]);
        await PassAsync(TimeSpan.FromSeconds(delay + 10));
        await Eventually.IsTrueAsync(() => work.Runs.Count >= 2, "the job ran again");
        Assert.Equal([null, null], work.Runs.Take(2).Select(run => run.Watermark));
    }

    [Fact]
    public async Task With_each_failure_in_a_row_the_wait_doubles_up_to_the_interval_and_a_success_ends_the_row()
    {
        var (runs, interval) = (0, TimeSpan.FromMinutes(3));
        await StartAsync(interval, () => ++runs == 6 ? new JobResult.Done(Now) : new JobResult.Failed(Failure));

        foreach (var (run, seconds) in new[] { 30, 60, 120, 180, 180 }.Index())
        {
            Assert.Equal(seconds, await WaitAfterFailureAsync(run));
            await PassAsync(TimeSpan.FromSeconds(seconds));
        }

        await EndsAsync(nameof(IBridgeStore.EndJobAsync));
        await PassAsync(interval);
        Assert.Equal(30, await WaitAfterFailureAsync(5));
    }

    [Theory]
    [InlineData(3_600, 0, 0, 60, 120)]
    [InlineData(3_600, 90, 90, 90, 120)]
    [InlineData(300, 3_600, 300, 300, 300)]
    public async Task What_the_upstream_said_counts_for_the_first_retry_and_then_if_it_is_longer_though_never_beyond_the_interval(
        int interval, int retryAfter, params int[] waits)
    {
        var failure = Failure with { RetryAfter = TimeSpan.FromSeconds(retryAfter) };
        await StartAsync(TimeSpan.FromSeconds(interval), () => new JobResult.Failed(failure));

        foreach (var (run, seconds) in waits.Index())
        {
            Assert.Equal(seconds, await WaitAfterFailureAsync(run));
            await PassAsync(TimeSpan.FromSeconds(Math.Max(seconds, 10)));
        }
    }

    [Fact]
    public async Task What_another_replica_did_meanwhile_ends_the_row_of_failures()
    {
        await StartAsync(Hour, () => new JobResult.Failed(Failure));
        Assert.Equal(30, await WaitAfterFailureAsync(0));
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(60, await WaitAfterFailureAsync(1));

        var later = Now.AddMinutes(1);
        var claim = await Store.Store.TryClaimJobAsync(PeriodicJob.Drift, Hour, later, later.AddMinutes(5), Cancellation);
        await Store.Store.EndJobAsync(claim!, later, later, Cancellation);
        await PassAsync(Hour + TimeSpan.FromMinutes(1));

        Assert.Equal(30, await WaitAfterFailureAsync(2));
    }

    [Fact]
    public async Task A_fault_of_ours_ends_one_run_and_not_those_after_it()
    {
        var runs = 0;
        var work = await StartAsync(Hour, () => ++runs == 1 ? throw new InvalidOperationException("A bug.") : new JobResult.Done(Now));
        await EndsAsync(nameof(IBridgeStore.GiveJobBackAsync));

        await PassAsync(TimeSpan.FromSeconds(30));
        await RunsAsync(work, 2);

        Assert.Equal(["The job drift ended in an exception."], Lines(EventIds.JobCrashed, LogLevel.Error));
        Assert.Equal(
            ["The job drift did not do its work: internal (InvalidOperationException). It is tried again in 00:00:30."], Lines(EventIds.JobFailed, LogLevel.Warning));
    }

    [Theory]
    [InlineData(nameof(IBridgeStore.TryClaimJobAsync))]
    [InlineData(nameof(IBridgeStore.EndJobAsync))]
    public async Task A_store_that_is_away_is_told_and_asked_again(string method)
    {
        Store.Fail(method);
        var work = await StartAsync(Hour, () => new JobResult.Done(Now));
        await Eventually.IsTrueAsync(() => Lines(EventIds.JobFailed, LogLevel.Warning).Count == 1, "the failure is told");

        Assert.Equal(["The job drift did not do its work: The store is away. It is tried again soon."], Lines(EventIds.JobFailed, LogLevel.Warning));
        Store.Answers.TryRemove(method, out _);
        var runs = work.Runs.Count;
        await PassAsync(Hour);

        await RunsAsync(work, runs + 1);
        Assert.Empty(Lines(EventIds.JobCrashed, LogLevel.Error));
    }

    [Fact]
    public async Task A_job_that_another_replica_has_is_neither_ended_nor_given_back()
    {
        var work = await StartAsync(Hour, () => new JobResult.Lost());
        await RunsAsync(work, 1);

        await PassAsync(TimeSpan.FromSeconds(10));
        await PassAsync(TimeSpan.FromSeconds(10));

        Assert.Single(work.Runs);
        Assert.Empty(Store.Asked(nameof(IBridgeStore.EndJobAsync)));
        Assert.Empty(Store.Asked(nameof(IBridgeStore.GiveJobBackAsync)));
        Assert.Empty(Lines(EventIds.JobFailed, LogLevel.Warning));
    }

    [Fact]
    public async Task A_run_that_takes_long_keeps_its_job_and_hears_when_another_replica_has_it()
    {
        var (start, kept) = (Now, new List<bool>());
        var interval = TimeSpan.FromMinutes(5);
        await StartAsync(interval, async (keep, _) =>
        {
            Time.Advance(TimeSpan.FromMinutes(4));
            kept.Add(await keep());
            Time.Advance(TimeSpan.FromMinutes(6));
            await Store.Store.TryClaimJobAsync(PeriodicJob.Drift, interval, Now, Now.AddMinutes(5), Cancellation);
            kept.Add(await keep());
            return new JobResult.Lost();
        });
        await Eventually.IsTrueAsync(() => kept.Count == 2, "both answers are there");

        Assert.Equal([start.AddMinutes(9), start.AddMinutes(15)], Store.Asked(nameof(IBridgeStore.KeepJobAsync)).Select(asked => asked[1]));
        Assert.Equal([true, false], kept);
    }

    [Fact]
    public async Task A_job_that_is_done_says_how_far_it_came_and_when_it_ended()
    {
        var start = Now;
        await StartAsync(Hour, () =>
        {
            Time.Advance(TimeSpan.FromSeconds(7));
            return new JobResult.Done(start.AddDays(-1));
        });

        await EndsAsync(nameof(IBridgeStore.EndJobAsync));

        Assert.Equal([start.AddDays(-1), start.AddSeconds(7)], Store.Asked(nameof(IBridgeStore.EndJobAsync))[0].Skip(1).Take(2));
    }

    [Fact]
    public async Task When_the_host_stops_the_work_is_told_and_the_runner_ends_quietly()
    {
        var told = new TaskCompletionSource();
        await StartAsync(Hour, async (_, cancellation) =>
        {
            await using var registration = cancellation.Register(told.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation);
            return new JobResult.Lost();
        });

        await _runners[0].StopAsync(Cancellation);

        await told.Task.WaitAsync(Cancellation);
        Assert.True(_runners[0].ExecuteTask!.IsCompletedSuccessfully);
        Assert.DoesNotContain(Logs.GetSnapshot(), line => line.Level >= LogLevel.Warning);
    }

    private Task<ScriptedWork> StartAsync(TimeSpan interval, Func<JobResult> run) => StartAsync(interval, (_, _) => Task.FromResult(run()));

    private async Task<ScriptedWork> StartAsync(TimeSpan interval, Func<Func<Task<bool>>, CancellationToken, Task<JobResult>> run)
    {
        var work = new ScriptedWork(interval, Time, run);
        await NewRunner(work).StartAsync(Cancellation);
        await AskedAsync(before: 0);
        return work;
    }

    private PeriodicJobRunner<ScriptedWork> NewRunner(ScriptedWork work)
    {
        var runner = new PeriodicJobRunner<ScriptedWork>(work, Store.Store, Time, Logger<PeriodicJobRunner<ScriptedWork>>());
        _runners.Add(runner);
        return runner;
    }

    /// <summary>Time passes, and the runner has asked once more: what it was given before is done.</summary>
    private Task PassAsync(TimeSpan time)
    {
        var before = Store.Asked(nameof(IBridgeStore.TryClaimJobAsync)).Count;
        Time.Advance(time);
        return AskedAsync(before);
    }

    private Task AskedAsync(int before) => Eventually.IsTrueAsync(
        () => Store.Asked(nameof(IBridgeStore.TryClaimJobAsync)).Count > before, "the store was asked for the job");

    private Task EndsAsync(string method) => Eventually.IsTrueAsync(() => Store.Asked(method).Count > 0, $"the run ended with {method}");

    /// <summary>How many seconds the job waits after a run that failed, of those counted from 0.</summary>
    private async Task<double> WaitAfterFailureAsync(int run)
    {
        await Eventually.IsTrueAsync(
            () => Store.Asked(nameof(IBridgeStore.GiveJobBackAsync)).Count == run + 1, $"the job was given back {run + 1} times");
        return ((DateTimeOffset)Store.Asked(nameof(IBridgeStore.GiveJobBackAsync))[run][1]! - Now).TotalSeconds;
    }

    private static Task RunsAsync(ScriptedWork work, int times) =>
        Eventually.IsTrueAsync(() => work.Runs.Count == times, $"the job ran {times} times");
}
