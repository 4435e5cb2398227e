using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

public sealed class SharedSearchTests
{
    private static readonly DateTimeOffset At = AnIncident.UpdatedAt;

    private static readonly DueIncident Due = new(AnIncident.Live().Id, 1, LeaseToken: 7, At, StateAt: null);

    private static readonly SharedSearch Search = new(At, new Dictionary<string, ILookup<IncidentId, FoundAnnotation>>());

    [Theory]
    [InlineData(8, 0, true)]
    [InlineData(8, 5, true)]
    [InlineData(8, 5.001, false)]
    [InlineData(9, 0, false)]
    public void It_counts_while_it_is_fresh_and_nobody_else_has_held_a_lease(long leaseToken, double age, bool counts)
    {
        var now = At.AddSeconds(age);
        var claim = new Claim(Due.Incident, 1, leaseToken, 0, null, false, At, now, now.AddMinutes(2), null, null);

        Assert.Equal(counts, Search.CountsFor(claim, Due));
    }

    [Fact]
    public void Grafana_that_was_not_searched_says_nothing()
    {
        Assert.Null(Search.In("main", Due.Incident));
    }
}
