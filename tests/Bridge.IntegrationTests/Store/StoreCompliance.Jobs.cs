using Bridge.Store;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    private static readonly TimeSpan JobInterval = TimeSpan.FromMinutes(5);
    private static readonly JobName Resync = new(PeriodicJob.Resync);

    [Fact]
    public async Task Job_that_never_ran_is_due_and_has_no_watermark()
    {
        var claim = await ClaimJobAsync(Start);

        Assert.Equal((Resync, null, Start + LeaseTime), (claim!.Job, claim.Watermark, claim.LeaseUntil));
    }

    [Fact]
    public async Task Job_is_one_replicas_at_a_time()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ClaimJobAsync(Start), Token)));

        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task Jobs_do_not_wait_for_each_other()
    {
        Assert.NotNull(await ClaimJobAsync(Start));
        Assert.NotNull(await ClaimJobAsync(Start, new JobName(PeriodicJob.Drift, Main)));
        Assert.NotNull(await ClaimJobAsync(Start, new JobName(PeriodicJob.Drift, Next)));
        Assert.Null(await ClaimJobAsync(Start, new JobName(PeriodicJob.Drift, Next)));
    }

    [Fact]
    public async Task Job_that_ended_is_due_an_interval_after_its_start_and_knows_how_far_it_came()
    {
        var claim = (await ClaimJobAsync(Start))!;
        Assert.True(await Store.EndJobAsync(claim, At(-7.125), At(60), Token));

        Assert.Null(await ClaimJobAsync(Start + JobInterval - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(At(-7.125), (await ClaimJobAsync(Start + JobInterval))!.Watermark);
        Assert.Equal(At(60), (await Store.ReadStatisticsAsync(Token)).LastResyncAt);
    }

    [Fact]
    public async Task The_first_start_is_noted_once_and_is_no_resync()
    {
        var first = new JobName(PeriodicJob.FirstStart);
        Assert.Null((await Store.ReadStatisticsAsync(Token)).FirstStartAt);

        await Store.EndJobAsync((await Store.TryClaimJobAsync(first, TimeSpan.FromDays(36_500), Start, At(1), Token))!, Start, Start, Token);

        Assert.Null(await Store.TryClaimJobAsync(first, TimeSpan.FromDays(36_500), At(1_000_000), At(1_000_001), Token));
        var statistics = await Store.ReadStatisticsAsync(Token);
        Assert.Equal((Start, null), (statistics.FirstStartAt, statistics.LastResyncAt));
    }

    [Fact]
    public async Task Job_that_failed_is_due_when_it_asked_for_it_and_keeps_its_watermark()
    {
        await Store.EndJobAsync((await ClaimJobAsync(Start))!, At(1), At(2), Token);
        var second = (await ClaimJobAsync(Start + JobInterval))!;

        Assert.True(await Store.GiveJobBackAsync(second, At(330), Token));

        Assert.Null(await ClaimJobAsync(At(329.999)));
        Assert.Equal(At(1), (await ClaimJobAsync(At(330)))!.Watermark);
        Assert.Equal(At(2), (await Store.ReadStatisticsAsync(Token)).LastResyncAt);
    }

    [Fact]
    public async Task Job_whose_replica_died_is_taken_over_when_its_lease_has_run_out_and_the_interval_is_over()
    {
        var first = (await ClaimJobAsync(Start))!;
        Assert.Null(await ClaimJobAsync(first.LeaseUntil));
        var second = await ClaimJobAsync(Start + JobInterval);

        Assert.True(second!.Token > first.Token);
        Assert.False(await Store.KeepJobAsync(first, At(1000), Token));
        Assert.False(await Store.EndJobAsync(first, At(1), At(301), Token));
        Assert.False(await Store.GiveJobBackAsync(first, At(1), Token));
        Assert.True(await Store.EndJobAsync(second, At(2), At(302), Token));
    }

    [Fact]
    public async Task Job_that_is_kept_is_not_taken_over()
    {
        var claim = (await ClaimJobAsync(Start))!;

        Assert.True(await Store.KeepJobAsync(claim, Start + (2 * JobInterval), Token));

        Assert.Null(await ClaimJobAsync(Start + JobInterval));
        Assert.NotNull(await ClaimJobAsync(Start + (2 * JobInterval)));
    }

    [Fact]
    public async Task Job_is_not_put_off_for_hours_by_a_clock_that_was_set_back()
    {
        await Store.EndJobAsync((await ClaimJobAsync(At(3600)))!, At(1), At(3601), Token);

        Assert.NotNull(await ClaimJobAsync(Start));
    }

    [Fact]
    public async Task Job_remembers_for_the_next_process()
    {
        await Store.EndJobAsync((await ClaimJobAsync(Start))!, At(3), At(4), Token);

        await ReopenAsync();

        Assert.Null(await ClaimJobAsync(At(10)));
        Assert.Equal(At(4), (await Store.ReadStatisticsAsync(Token)).LastResyncAt);
        Assert.Equal(At(3), (await ClaimJobAsync(Start + JobInterval))!.Watermark);
    }

    [Fact]
    public async Task Job_of_one_grafana_ends_and_fails_alone()
    {
        var (main, next) = (new JobName(PeriodicJob.Drift, Main), new JobName(PeriodicJob.Drift, Next));
        var ended = (await ClaimJobAsync(Start, main))!;
        var failed = (await ClaimJobAsync(Start, next))!;

        Assert.True(await Store.EndJobAsync(ended, At(-1), At(1), Token));
        Assert.True(await Store.GiveJobBackAsync(failed, At(2), Token));

        Assert.Null(await ClaimJobAsync(At(2), main));
        Assert.Null((await ClaimJobAsync(At(2), next))!.Watermark);
        Assert.Equal(At(-1), (await ClaimJobAsync(Start + JobInterval, main))!.Watermark);
        Assert.Null((await Store.ReadStatisticsAsync(Token)).LastResyncAt);
    }

    private Task<JobClaim?> ClaimJobAsync(DateTimeOffset now, JobName? job = null) =>
        Store.TryClaimJobAsync(job ?? Resync, JobInterval, now, now + LeaseTime, Token);
}
