using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation.Backlog;

public sealed class SharedSearchTests
{
    private static readonly DateTimeOffset At = AnIncident.UpdatedAt;

    private static readonly SubjectId Id = AnIncident.Live().Id;

    private static readonly SharedSearch Search = new(At, SearchTimes.Around(At), Array.Empty<FoundAnnotation>().ToLookup(_ => Id));

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(5, 1, true)]
    [InlineData(5.001, 1, false)]
    [InlineData(0, 2, false)]
    public void It_counts_while_it_is_fresh_and_nobody_has_held_the_lease_since_it_was_made(double age, long leases, bool counts)
    {
        var now = At.AddSeconds(age);
        const long lastToken = 7;
        var claim = new Claim(
            new DeliveryKey(Id, "main"),
            Generation: 1,
            lastToken + leases,
            Attempts: 0,
            LastFailure: null,
            IsDeadLetter: false,
            IsUnannounced: false,
            PendingSince: At,
            StateFrom: At,
            ClaimedAt: now,
            LeaseUntil: now.AddMinutes(2),
            TraceParent: null,
            StateAt: null);

        Assert.Equal(counts, Search.CountsFor(claim, lastToken));
    }

    [Fact]
    public void Of_an_incident_that_it_did_not_find_grafana_has_nothing()
    {
        Assert.Empty(Assert.IsType<FindResult.Found>(Search.Of(Id, SearchTimes.Around(At))).Annotations);
    }

    [Fact]
    public void Of_a_time_that_it_did_not_look_at_it_says_nothing()
    {
        Assert.Null(Search.Of(Id, SearchTimes.Around(At, At.AddTicks(1))));
        Assert.Null(Search.Of(Id, SearchTimes.Around(At.AddTicks(-1), At)));
    }
}
