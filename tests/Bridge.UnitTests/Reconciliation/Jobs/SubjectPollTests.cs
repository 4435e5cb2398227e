using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.UnitTests.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What the list of a kind tells, and what a poll makes due.</summary>
public sealed class SubjectPollTests() : ReconciliationFixture([new StubKind(SubjectKind.Maintenance)], ("IncidentIo:ResyncInterval", "00:03:00"))
{
    private Happening Going => Kinds[0].Subject;

    /// <summary>The poll before this one.</summary>
    private DateTimeOffset Before => Now.AddMinutes(-1);

    [Fact]
    public void It_is_done_for_each_kind_by_itself_as_often_as_incidents_are_listed()
    {
        Assert.Equal("poll:maintenance", NewPoll(Listing()).Job.ToString());
        Assert.Equal(TimeSpan.FromMinutes(3), NewPoll(Listing()).Interval);
    }

    [Fact]
    public async Task What_no_webhook_told_of_is_shown_in_every_Grafana_without_being_read_by_itself()
    {
        var (start, wakeUps) = (Now, Signal.Listen(Lane.Others));

        var result = await PollAsync(Listing(Page(Going)), Before);

        Assert.Equal(new JobResult.Done(start), result);
        Assert.Equal(["Listed 1 of the kind maintenance; 2 deliveries were made due."], Told());
        Assert.True(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompletedSuccessfully);
        await DeliverDueAsync();
        Assert.All([Grafana, Other], grafana => Assert.Contains(Going.Title, Assert.Single(grafana.Annotations).Text, StringComparison.Ordinal));
        Assert.Equal(0, Kinds[0].Asked);
    }

    [Fact]
    public async Task With_an_empty_list_it_comes_as_far_as_its_start_and_wakes_nobody()
    {
        var (start, wakeUps) = (Now, Signal.Listen(Lane.Others));

        Assert.Equal(new JobResult.Done(start), await PollAsync(Listing(Page()), Before));

        Assert.False(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompleted);
        Assert.Empty(Made());
        Assert.Equal(["Listed 0 of the kind maintenance; 0 deliveries were made due."], Told());
    }

    [Theory]
    [InlineData(false, -300_001, 1)]
    [InlineData(true, -300_000, 1)]
    [InlineData(true, -300_001, 0)]
    public async Task What_goes_on_is_looked_at_whenever_it_changed_and_what_is_over_if_that_is_no_more_than_five_minutes_behind_the_last_poll(
        bool isOver, int milliseconds, int due)
    {
        var listing = Listing(Page(Going with { IsOver = isOver, UpdatedAt = Before.AddMilliseconds(milliseconds) }));
        var since = Before.AddMinutes(-5);

        await PollAsync(listing, Before);

        Assert.Equal(since, listing.Since);
        Assert.Equal(due, (await DueAsync(Now)).Count);
    }

    [Fact]
    public async Task The_first_one_reaches_back_a_day()
    {
        var (listing, start) = (Listing(), Now);

        await PollAsync(listing, watermark: null);

        Assert.Equal(start.AddDays(-1), listing.Since);
    }

    [Fact]
    public async Task Only_the_Grafana_that_does_not_show_the_change_is_told()
    {
        await ReconcileAsync(Going.Id);
        Kinds[0].Subject = Going with { UpdatedAt = Now };
        await DeliverAsync(Going.Id);

        await PollAsync(Listing(Page(Going)), Before);

        Assert.Equal([new DeliveryKey(Going.Id, "other")], Assert.Single(Made()).Keys);
    }

    [Fact]
    public async Task A_change_is_as_old_as_the_page_that_tells_of_it_so_that_no_older_state_will_do()
    {
        var start = Now;

        await PollAsync(Listing(Page(Going), Page(Numbered(2))), Before);

        Assert.Equal(
            [(Going.Id, start.AddMilliseconds(-1)), (Numbered(2).Id, (start + ScriptedListing.TimeOfAPage).AddMilliseconds(-1))],
            Made().Select(made => (made.Keys[0].Subject, made.EventAt)));
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_to_its_end_leaves_the_watermark_where_it_was_and_nothing_has_vanished()
    {
        await ReconcileAsync(Going.Id);
        var failure = new UpstreamFailure(FailureReason.RateLimited, "HTTP 429", RetryAfter: TimeSpan.FromSeconds(17));

        var result = await PollAsync(Listing(Page(Numbered(2)), SubjectPage.Failed(failure)), Before);

        Assert.Equal(new JobResult.Failed(failure), result);
        Assert.Equal([Numbered(2).Id], Assert.Single(Made()).Keys.Select(key => key.Subject).Distinct());
        Assert.Empty(Told());
    }

    private ScriptedListing Listing(params SubjectPage[] pages) => new(Time, SubjectKind.Maintenance, pages);

    private static SubjectPage Page(params Subject[] subjects) => new(subjects, []);

    private Happening Numbered(int number) => Going with { Id = SubjectId.Parse($"maintenance:{number}") };

    private IReadOnlyList<string> Told() => Lines(EventIds.PollDone, LogLevel.Debug);

    /// <summary>What was made due for one event each, and how old that is.</summary>
    private IReadOnlyList<(IReadOnlyList<DeliveryKey> Keys, DateTimeOffset EventAt)> Made() =>
        [.. Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)).Select(asked => ((IReadOnlyList<DeliveryKey>)asked[0]!, (DateTimeOffset)asked[1]!))];
}
