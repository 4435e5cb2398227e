using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

public sealed class PeriodicJobRunnerTests : JobRunnerFixture
{
    [Fact]
    public async Task A_job_is_done_at_once_and_then_whenever_its_interval_has_passed()
    {
        var start = Now;
        var work = await StartAsync(Hour, () => new JobResult.Done(start.AddMinutes(-5)));
        await EndsAsync(nameof(IJobStore.EndJobAsync));

        await PassAsync(Hour - TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(10));
        await RunsAsync(work, 2);

        Assert.Equal([(start, null), (start.AddSeconds(3_609), start.AddMinutes(-5))], work.Runs);
    }

    [Fact]
    public async Task A_job_that_is_turned_off_is_never_asked_for()
    {
        var runner = NewRunner(new ScriptedWork(TimeSpan.Zero, Time, _ => Task.FromResult<JobResult>(new JobResult.Done(Now))));

        await runner.StartAsync(Cancellation);
        Time.Advance(TimeSpan.FromDays(1));
        await runner.StopAsync(Cancellation);

        Assert.Empty(Store.Asked(nameof(IJobStore.TryClaimJobAsync)));
    }

    [Theory]
    [InlineData(3_600, 10)]
    [InlineData(10, 10)]
    [InlineData(4, 4)]
    public async Task The_store_is_asked_every_ten_seconds_or_as_often_as_the_job_is_due(int interval, int pause)
    {
        await StartAsync(TimeSpan.FromSeconds(interval), () => new JobResult.Done(Now));

        await IdleAsync();
        Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
        Assert.Single(Store.Asked(nameof(IJobStore.TryClaimJobAsync)));
        await PassAsync(TimeSpan.FromMilliseconds(1));

        var asked = Store.Asked(nameof(IJobStore.TryClaimJobAsync));
        Assert.Equal([ScriptedWork.Name, TimeSpan.FromSeconds(interval), Now, Now.AddMinutes(5)], asked[1].Take(4));
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

        await EndsAsync(nameof(IJobStore.GiveJobBackAsync));

        Assert.Equal(start.AddSeconds(1 + delay), Store.Asked(nameof(IJobStore.GiveJobBackAsync))[0][1]);
        Assert.Empty(Store.Asked(nameof(IJobStore.EndJobAsync)));
        Assert.Equal(
            $"The job drift:main did not do its work: network (ConnectionRefused). It is tried again in {TimeSpan.FromSeconds(delay)}.", Lines(EventIds.JobFailed, LogLevel.Warning)[0]);
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

        await EndsAsync(nameof(IJobStore.EndJobAsync));
        await PassAsync(interval);
        Assert.Equal(30, await WaitAfterFailureAsync(5));
    }

    [Fact]
    public async Task An_outage_is_told_once_until_its_reason_changes_or_a_run_succeeds()
    {
        var (runs, interval) = (0, TimeSpan.FromSeconds(30));
        var server = Failure with { Reason = FailureReason.Server };
        await StartAsync(interval, () => ++runs switch
        {
            1 or 2 => new JobResult.Failed(Failure),
            3 or 4 or 6 => new JobResult.Failed(server),
            _ => new JobResult.Done(Now),
        });

        for (var run = 1; run < 6; run++)
        {
            await PassAsync(interval);
        }

        await IdleAsync();
        Assert.Equal(["network", "server", "server"], Lines(EventIds.JobFailed, LogLevel.Warning).Select(line => line.Split(": ")[1].Split(' ')[0]));
        Assert.Equal(["network", "server"], Lines(EventIds.JobFailed, LogLevel.Debug).Select(line => line.Split(": ")[1].Split(' ')[0]));
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
    public async Task What_another_replica_did_meanwhile_ends_the_row_of_failures_and_the_next_one_is_told()
    {
        await StartAsync(Hour, () => new JobResult.Failed(Failure));
        Assert.Equal(30, await WaitAfterFailureAsync(0));
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(60, await WaitAfterFailureAsync(1));

        var later = Now.AddMinutes(1);
        var claim = await Store.Store.TryClaimJobAsync(ScriptedWork.Name, Hour, later, later.AddMinutes(5), Cancellation);
        await Store.Store.EndJobAsync(claim!, later, later, Cancellation);
        await PassAsync(Hour + TimeSpan.FromMinutes(1));

        Assert.Equal(30, await WaitAfterFailureAsync(2));
        Assert.Equal((2, 1), (Lines(EventIds.JobFailed, LogLevel.Warning).Count, Lines(EventIds.JobFailed, LogLevel.Debug).Count));
    }

    [Fact]
    public async Task A_fault_of_ours_ends_one_run_and_not_those_after_it()
    {
        var runs = 0;
        var work = await StartAsync(Hour, () => ++runs == 1 ? throw new InvalidOperationException("A bug.") : new JobResult.Done(Now));
        await EndsAsync(nameof(IJobStore.GiveJobBackAsync));

        await PassAsync(TimeSpan.FromSeconds(30));
        await RunsAsync(work, 2);

        Assert.Equal(["The job drift:main ended in an exception."], Lines(EventIds.JobCrashed, LogLevel.Error));
        Assert.Equal(
            ["The job drift:main did not do its work: internal (a fault of the bridge, see event 5015 in the log). It is tried again in 00:00:30."], Lines(EventIds.JobFailed, LogLevel.Warning));
    }

    [Theory]
    [InlineData(nameof(IJobStore.TryClaimJobAsync))]
    [InlineData(nameof(IJobStore.EndJobAsync))]
    public async Task A_store_that_is_away_is_told_and_asked_again(string method)
    {
        Store.Fail(method);
        var work = await StartAsync(Hour, () => new JobResult.Done(Now));
        await Eventually.IsTrueAsync(() => Lines(EventIds.LoopFailed, LogLevel.Warning).Count == 1, "the failure is told");

        Assert.Equal(
            ["The loop job drift:main could not do its work: The store is away. It goes on in 1 s."], Lines(EventIds.LoopFailed, LogLevel.Warning));
        Store.Answers.TryRemove(method, out _);
        var runs = work.Runs.Count;
        await PassAsync(Hour);

        await RunsAsync(work, runs + 1);
        Assert.Empty(Lines(EventIds.JobCrashed, LogLevel.Error));
    }

    [Fact]
    public async Task A_job_whose_end_the_store_did_not_note_is_ended_when_the_store_is_back()
    {
        Store.Fail(nameof(IJobStore.EndJobAsync));
        var work = await StartAsync(Hour, () => new JobResult.Done(Now));
        await Eventually.IsTrueAsync(() => Lines(EventIds.LoopFailed, LogLevel.Warning).Count == 1, "the failure is told");
        Store.Answers.Clear();

        await PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Store.Asked(nameof(IJobStore.EndJobAsync)).Count);
        Assert.NotNull(await Store.Store.TryClaimJobAsync(ScriptedWork.Name, TimeSpan.Zero, Now, Now.AddMinutes(5), Cancellation));
        Assert.Single(work.Runs);
    }

    [Fact]
    public async Task A_job_that_failed_while_the_store_was_away_is_free_when_it_is_back_and_runs_again()
    {
        Store.Fail(nameof(IJobStore.GiveJobBackAsync));
        var work = await StartAsync(Hour, () => new JobResult.Failed(Failure));
        await Eventually.IsTrueAsync(() => Lines(EventIds.LoopFailed, LogLevel.Warning).Count == 1, "the failure is told");
        Store.Answers.Clear();

        await PassAsync(TimeSpan.FromSeconds(1));

        await RunsAsync(work, 2);
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

        await EndsAsync(nameof(IJobStore.EndJobAsync));

        Assert.Equal([start.AddDays(-1), start.AddSeconds(7)], Store.Asked(nameof(IJobStore.EndJobAsync))[0].Skip(1).Take(2));
    }

    [Fact]
    public async Task When_the_host_stops_the_work_is_told_and_the_runner_ends_quietly()
    {
        var told = new TaskCompletionSource();
        await StartAsync(Hour, async cancellation =>
        {
            await using var registration = cancellation.Register(told.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation);
            return new JobResult.Done(Now);
        });

        await Runner.StopAsync(Cancellation);

        await told.Task.WaitAsync(Cancellation);
        Assert.True(Runner.ExecuteTask!.IsCompletedSuccessfully);
        Assert.DoesNotContain(Logs.GetSnapshot(), line => line.Level >= LogLevel.Warning);
    }
}
