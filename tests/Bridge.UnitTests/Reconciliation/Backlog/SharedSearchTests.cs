using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

public sealed class SharedSearchTests
{
    private static readonly DateTimeOffset At = AnIncident.UpdatedAt;

    private static readonly IncidentId Id = AnIncident.Live().Id;

    private static readonly SharedSearch Search = new(At, new Dictionary<string, ILookup<IncidentId, FoundAnnotation>>());

    [Theory]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(5.001, false)]
    public void It_counts_while_it_is_fresh(double age, bool counts)
    {
        var now = At.AddSeconds(age);
        var claim = new Claim(Id, 1, 1, 0, null, false, At, now, now.AddMinutes(2), null, null);

        Assert.Equal(counts, Search.CountsFor(claim));
    }

    [Fact]
    public void Grafana_that_was_not_searched_says_nothing()
    {
        Assert.Null(Search.In("main", Id));
    }
}
