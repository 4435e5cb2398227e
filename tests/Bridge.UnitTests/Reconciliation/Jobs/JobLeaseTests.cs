using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>A job belongs to one replica at a time, however long it takes and whatever becomes of the store.</summary>
public sealed class JobLeaseTests : JobRunnerFixture
{
    [Fact]
    public async Task A_run_that_the_store_ended_is_given_back_and_no_fault()
    {
        var start = Now;
        await StartAsync(Hour, () => throw new StoreException("The store is away."));

        await EndsAsync(nameof(IJobStore.GiveJobBackAsync));

        Assert.Equal(start.AddSeconds(30), Store.Asked(nameof(IJobStore.GiveJobBackAsync))[0][1]);
        Assert.Equal(
            ["The job drift:main did not do its work: store (The store is away.). It is tried again in 00:00:30."], Lines(EventIds.JobFailed, LogLevel.Warning));
        Assert.Empty(Lines(EventIds.JobCrashed, LogLevel.Error));
    }

    [Fact]
    public async Task A_run_keeps_its_job_every_minute_however_long_one_of_its_steps_takes()
    {
        var (start, step) = (Now, new TaskCompletionSource<JobResult>());
        await StartAsync(Hour, _ => step.Task);
        await UnderWayAsync();

        for (var minute = 1; minute <= 7; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await KeptAsync(minute);
        }

        Assert.Null(await Store.Store.TryClaimJobAsync(ScriptedWork.Name, Hour, Now, Now.AddMinutes(5), Cancellation));
        Assert.Equal(
            Enumerable.Range(1, 7).Select(minute => start.AddMinutes(minute + 5)), Store.Asked(nameof(IJobStore.KeepJobAsync)).Select(asked => (DateTimeOffset)asked[1]!));
        step.SetResult(new JobResult.Done(start));
        await EndsAsync(nameof(IJobStore.EndJobAsync));
        Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(7, Store.Asked(nameof(IJobStore.KeepJobAsync)).Count);
    }

    [Fact]
    public async Task A_run_whose_job_another_replica_has_is_ended_and_neither_noted_nor_given_back()
    {
        var ended = new TaskCompletionSource();
        await StartAsync(Hour, async token =>
        {
            await using var registration = token.Register(ended.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, token);
            return new JobResult.Done(Now);
        });
        Store.Answers[nameof(IJobStore.KeepJobAsync)] = _ => Task.FromResult(false);
        await UnderWayAsync();

        Time.Advance(TimeSpan.FromMinutes(1));

        await ended.Task.WaitAsync(Cancellation);
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(Store.Asked(nameof(IJobStore.EndJobAsync)));
        Assert.Empty(Store.Asked(nameof(IJobStore.GiveJobBackAsync)));
        Assert.Empty(Lines(EventIds.JobFailed, LogLevel.Warning));
    }

    [Fact]
    public async Task A_run_that_goes_on_though_another_replica_has_its_job_renews_no_lease()
    {
        var step = new TaskCompletionSource<JobResult>();
        await StartAsync(Hour, _ => step.Task);
        Store.Answers[nameof(IJobStore.KeepJobAsync)] = _ => Task.FromResult(false);
        await UnderWayAsync();
        Time.Advance(Renewal);
        await KeptAsync(1);

        Time.Advance(Renewal);
        step.SetResult(new JobResult.Done(Now));
        await EndsAsync(nameof(IJobStore.EndJobAsync));

        Assert.Single(Store.Asked(nameof(IJobStore.KeepJobAsync)));
    }

    [Fact]
    public async Task A_run_that_is_stopped_is_given_back_at_once_and_waits_for_no_lease()
    {
        await StartAsync(Hour, async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, token);
            return new JobResult.Done(Now);
        });
        await UnderWayAsync();

        await Runner.StopAsync(Cancellation);

        Assert.Equal(Now, Assert.Single(Store.Asked(nameof(IJobStore.GiveJobBackAsync)))[1]);
        Assert.Empty(Lines(EventIds.JobFailed, LogLevel.Warning));
        Assert.NotNull(await Store.Store.TryClaimJobAsync(ScriptedWork.Name, Hour, Now, Now.AddMinutes(5), Cancellation));
    }

    [Fact]
    public async Task A_run_that_ends_while_the_bridge_stops_is_noted()
    {
        var (start, step) = (Now, new TaskCompletionSource<JobResult>());
        await StartAsync(Hour, _ => step.Task);
        await UnderWayAsync();

        var stop = Runner.StopAsync(Cancellation);
        step.SetResult(new JobResult.Done(start));
        await stop;

        var afterTheLease = Now.AddMinutes(6);
        Assert.Null(await Store.Store.TryClaimJobAsync(ScriptedWork.Name, Hour, afterTheLease, afterTheLease.AddMinutes(5), Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_away_when_the_lease_is_renewed_ends_no_run()
    {
        var step = new TaskCompletionSource<JobResult>();
        await StartAsync(Hour, token => step.Task.WaitAsync(token));
        Store.Fail(nameof(IJobStore.KeepJobAsync));
        await UnderWayAsync();

        for (var minute = 1; minute <= 3; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await KeptAsync(minute);
        }

        step.SetResult(new JobResult.Done(Now));
        await EndsAsync(nameof(IJobStore.EndJobAsync));
    }
}
