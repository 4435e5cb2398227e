using Bridge.Incidents;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class ResyncWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 0, 3, 0, TimeSpan.Zero);
    private static readonly Incident Changed = AnIncident.Live() with { UpdatedAt = Now.AddSeconds(-30) };

    [Fact]
    public void It_looks_back_a_little_behind_the_last_one_and_asks_for_whole_days()
    {
        var query = ResyncWindow.Queries(Now.AddMinutes(-1), Now).First();

        Assert.Equal(Now.AddMinutes(-6), ResyncWindow.Since(Now.AddMinutes(-1), Now));

        // 23:57 of the day before, and one more day, since the API does not say in which zone its days begin.
        Assert.Equal(new DateOnly(2026, 10, 31), query.UpdatedSince);
        Assert.Equal(["standard", "retrospective", "test", "tutorial"], query.Modes);
        Assert.Empty(query.Categories);
    }

    [Fact]
    public void The_first_one_reaches_back_a_day()
    {
        Assert.Equal(Now.AddDays(-1), ResyncWindow.Since(null, Now));
        Assert.Equal(new DateOnly(2026, 10, 31), ResyncWindow.Queries(null, Now).First().UpdatedSince);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_one_lists_what_is_open_too_whenever_that_changed(bool isFirst)
    {
        var query = ResyncWindow.Queries(isFirst ? null : Now.AddMinutes(-1), Now).Skip(1).Single();

        Assert.Null(query.UpdatedSince);
        Assert.Equal(["triage", "live", "paused"], query.Categories);
        Assert.Equal(["standard", "retrospective", "test", "tutorial"], query.Modes);
    }

    [Fact]
    public void It_comes_as_far_as_the_newest_change_and_never_beyond_now()
    {
        var watermark = Now.AddHours(-1);

        Assert.Equal(watermark, ResyncWindow.Advance(watermark, [], Now));
        Assert.Equal(Changed.UpdatedAt, ResyncWindow.Advance(watermark, [Changed, Changed with { UpdatedAt = watermark }], Now));
        Assert.Equal(watermark, ResyncWindow.Advance(watermark, [Changed with { UpdatedAt = watermark.AddDays(-3) }], Now));
        Assert.Equal(Now, ResyncWindow.Advance(watermark, [Changed with { UpdatedAt = Now.AddYears(1) }], Now));
        Assert.Equal(Now.AddDays(-1), ResyncWindow.Advance(null, [], Now));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(284_999, false)]
    [InlineData(285_000, true)]
    [InlineData(300_000, true)]
    [InlineData(-1, true)]
    public void What_is_open_is_listed_in_the_turn_that_is_nearest_to_five_minutes_after_the_last_list_or_when_the_clock_was_put_back(int milliseconds, bool isDue)
    {
        Assert.Equal(isDue, ResyncWindow.IsOpenDue(Now.AddMilliseconds(-milliseconds), Now, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void What_is_open_is_listed_by_each_process_once_at_its_start()
    {
        Assert.True(ResyncWindow.IsOpenDue(null, Now, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Idle_is_what_nobody_has_and_nothing_is_to_come_of()
    {
        var idle = Work(stateAt: Changed.UpdatedAt);

        Assert.True(ResyncWindow.IsIdle(idle, Now));
        Assert.True(ResyncWindow.IsIdle(idle with { LeaseUntil = Now.AddTicks(-1) }, Now));
        Assert.True(ResyncWindow.IsIdle(idle with { LeaseUntil = Now }, Now));
        Assert.False(ResyncWindow.IsIdle(idle with { LeaseUntil = Now.AddTicks(1) }, Now));
        Assert.False(ResyncWindow.IsIdle(idle with { PendingSince = Now }, Now));
        Assert.False(ResyncWindow.IsIdle(idle with { LastFailure = FailureReason.Client }, Now));
    }

    [Fact]
    public void News_is_what_is_newer_than_what_is_shown_and_nobody_is_at_work_on()
    {
        var shown = Work(stateAt: Changed.UpdatedAt.AddSeconds(-1));

        Assert.True(IsNews(null));
        Assert.True(IsNews(shown));
        Assert.True(IsNews(Work(stateAt: null)));
        Assert.False(IsNews(Work(stateAt: Changed.UpdatedAt)));
        Assert.False(IsNews(Work(stateAt: Changed.UpdatedAt.AddSeconds(1))));
        Assert.False(IsNews(shown with { PendingSince = Now.AddDays(-1) }));
        Assert.False(IsNews(shown with { LeaseUntil = Now.AddTicks(1) }));
        Assert.True(IsNews(shown with { LeaseUntil = Now }));

        static bool IsNews(Delivery? work) => ResyncWindow.IsNews(Changed, work, Now);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_failed_is_news_only_if_it_changed_since_it_was_tried(bool isDeadLetter)
    {
        var failed = Work(stateAt: null) with { LastFailure = FailureReason.Client, IsDeadLetter = isDeadLetter, DueAt = Now.AddHours(6) };

        Assert.False(IsNews(failed with { ClaimedAt = Changed.UpdatedAt }));
        Assert.False(IsNews(failed with { ClaimedAt = Changed.UpdatedAt.AddSeconds(1), PendingSince = Now.AddDays(-1) }));
        Assert.True(IsNews(failed with { ClaimedAt = Changed.UpdatedAt.AddSeconds(-1) }));
        Assert.True(IsNews(failed with { ClaimedAt = Changed.UpdatedAt.AddSeconds(-1), PendingSince = Now.AddDays(-1) }));
        Assert.False(IsNews(failed with { ClaimedAt = Changed.UpdatedAt.AddSeconds(-1), StateAt = Changed.UpdatedAt }));

        static bool IsNews(Delivery work) => ResyncWindow.IsNews(Changed, work, Now);
    }

    [Fact]
    public void Fractions_of_a_millisecond_that_the_store_does_not_keep_are_no_news()
    {
        var exact = Changed with { UpdatedAt = Changed.UpdatedAt.AddTicks(9_999) };

        Assert.False(ResyncWindow.IsNews(exact, Work(stateAt: Changed.UpdatedAt), Now));
    }

    [Fact]
    public void Announced_is_what_a_webhook_came_for_after_the_change()
    {
        Assert.False(ResyncWindow.WasAnnounced(Changed, null));
        Assert.False(ResyncWindow.WasAnnounced(Changed, Changed.UpdatedAt.AddMilliseconds(-1)));
        Assert.True(ResyncWindow.WasAnnounced(Changed, Changed.UpdatedAt));
    }

    private static Delivery Work(DateTimeOffset? stateAt) => new(
        new DeliveryKey(Changed.Id, "main"), Webhooks: 1, null, null, stateAt, null, null, null, null, Attempts: 0, null, IsDeadLetter: false);
}
