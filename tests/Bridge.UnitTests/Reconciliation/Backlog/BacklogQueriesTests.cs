using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation.Backlog;

public sealed class BacklogQueriesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_few_incidents_are_not_worth_a_list()
    {
        Assert.Empty(BacklogQueries.For([.. Events(BacklogQueries.From - 1, Noon), .. Looks(BacklogQueries.From - 1)]));
    }

    [Fact]
    public void Many_events_are_found_among_what_changed_since_two_days_before_the_oldest()
    {
        var query = Assert.Single(BacklogQueries.For([.. Events(BacklogQueries.From, Noon), .. Events(1, Noon.AddDays(-3))]));

        Assert.Equal(new DateOnly(2026, 3, 5), query.UpdatedSince);
        Assert.Empty(query.Categories);
        Assert.Equal(["standard", "retrospective", "test", "tutorial"], query.Modes);
    }

    [Fact]
    public void Days_are_those_of_utc()
    {
        var query = Assert.Single(BacklogQueries.For(Events(BacklogQueries.From, new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.FromHours(2)))));

        Assert.Equal(new DateOnly(2026, 3, 7), query.UpdatedSince);
    }

    [Fact]
    public void Many_looks_without_an_event_are_found_among_what_is_live_whenever_that_changed()
    {
        var query = Assert.Single(BacklogQueries.For([.. Looks(BacklogQueries.From), .. Events(3, Noon)]));

        Assert.Null(query.UpdatedSince);
        Assert.Equal(["live"], query.Categories);
        Assert.Equal(["standard", "retrospective", "test", "tutorial"], query.Modes);
    }

    [Fact]
    public void Many_of_both_take_both_lists_events_first()
    {
        var queries = BacklogQueries.For([.. Looks(BacklogQueries.From), .. Events(BacklogQueries.From, Noon)]).ToList();

        Assert.Equal([new DateOnly(2026, 3, 8), null], queries.Select(query => query.UpdatedSince));
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(1, 10, false)]
    [InlineData(1, 11, true)]
    [InlineData(5, 60, true)]
    [InlineData(6, 60, false)]
    [InlineData(199, 2000, true)]
    [InlineData(200, 2000, false)]
    public void Pages_that_have_none_are_followed_until_they_have_cost_a_tenth_of_what_is_left(int pagesWithout, int waiting, bool isWorth)
    {
        Assert.Equal(isWorth, BacklogQueries.IsWorthAPage(pagesWithout, waiting));
    }

    private static List<DueDelivery> Events(int count, DateTimeOffset since) => Due(count, since);

    private static List<DueDelivery> Looks(int count) => Due(count, null);

    private static List<DueDelivery> Due(int count, DateTimeOffset? pendingSince) =>
        [.. Enumerable.Range(0, count).Select(number => new DueDelivery(SubjectId.Parse($"INC{number}"), 1, pendingSince, null, null))];
}
