using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Around which times Grafana is searched, and when it is searched at all.</summary>
public sealed class LookOrderTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt.AddDays(10);
    private static readonly LedgerKey Key = new(SubjectId.Parse(AnIncident.Id), "default", "main", AnnotationPart.Region);
    private static readonly ReconciliationPlan Nothing = new([], [], [], [], new Dictionary<LedgerKey, DesiredAnnotation>());

    /// <summary>Of a delivery that was shown and has not failed since.</summary>
    private static readonly Claim Shown = new(
        Key.Delivery, 1, 1, Attempts: 0, LastFailure: null, false, false, PendingSince: null, Now, Now, Now.AddMinutes(2), null, StateAt: AnIncident.UpdatedAt);

    private static readonly LedgerEntry Known = new(
        Key, 7, "content", AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.ResolvedAt, ConfirmAt: null);

    [Theory]
    [InlineData("Live", true)]
    [InlineData("Paused", true)]
    [InlineData("Learning", false)]
    [InlineData("Closed", false)]
    public void What_may_not_be_over_may_reach_to_now(string category, bool reaches)
    {
        var incident = AnIncident.In(Enum.Parse<StatusCategory>(category));

        var expected = SearchTimes.Around(AnIncident.DeclaredAt, reaches ? Now : AnIncident.UpdatedAt);
        Assert.Equal(expected, LookOrder.TimesOf(incident, Now));
    }

    [Fact]
    public void Any_timestamp_may_be_the_one_that_is_shown()
    {
        var incident = AnIncident.Resolved().At("Impact started at", AnIncident.DeclaredAt.AddDays(-3));

        Assert.Equal(SearchTimes.Around(AnIncident.DeclaredAt.AddDays(-3), AnIncident.UpdatedAt), LookOrder.TimesOf(incident, Now));
    }

    [Fact]
    public void What_the_ledger_remembers_is_searched_for_where_it_was_and_where_it_should_be()
    {
        var times = SearchTimes.Around(Now);
        LedgerEntry[] known = [Known, Known with { Key = Key with { Route = "ops" }, Start = AnIncident.DeclaredAt.AddDays(-2) }];

        Assert.Equal(SearchTimes.Around(AnIncident.DeclaredAt.AddDays(-2), Now), new LookOrder(times).TimesWith(known, Now));
        Assert.Equal(SearchTimes.Around(AnIncident.DeclaredAt.AddDays(-2), AnIncident.ResolvedAt), new LookOrder().TimesWith(known, Now));
    }

    [Fact]
    public void What_the_ledger_does_not_have_is_searched_for_where_it_should_be()
    {
        var times = SearchTimes.Around(AnIncident.DeclaredAt);

        Assert.Equal(times, new LookOrder(times).TimesWith([], Now));
    }

    [Fact]
    public void What_nobody_knows_anything_of_is_searched_for_as_far_back_as_the_store_remembers() =>
        Assert.Equal(SearchTimes.Around(Now - StoreRetention.OfIncidents, Now), new LookOrder().TimesWith([], Now));

    [Fact]
    public void What_was_shown_and_needs_no_step_costs_no_search() => Assert.False(new LookOrder().IsDue(Shown, [Known], Nothing, Now));

    [Fact]
    public void Who_asks_for_a_look_gets_one() => Assert.True(new LookOrder(Always: true).IsDue(Shown, [Known], Nothing, Now));

    [Fact]
    public void Nothing_is_written_without_a_look() =>
        Assert.True(new LookOrder().IsDue(Shown, [Known], Nothing with { Steps = [new ReconciliationStep.Delete(Known)] }, Now));

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    public void What_was_never_shown_is_looked_for_unless_settings_leave_it_out_and_nothing_is_known_of_it(bool isLeftOut, bool isKnown, bool isDue)
    {
        var order = new LookOrder { IsLeftOut = isLeftOut };

        Assert.Equal(isDue, order.IsDue(Shown with { StateAt = null }, isKnown ? [Known] : [], Nothing, Now));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, FailureReason.Timeout)]
    [InlineData(2, FailureReason.Timeout)]
    public void After_a_failure_the_ledger_is_not_believed(int attempts, object? failure) =>
        Assert.True(new LookOrder().IsDue(Shown with { Attempts = attempts, LastFailure = (FailureReason?)failure }, [Known], Nothing, Now));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void One_create_of_unknown_fate_is_looked_for_from_the_time_on_at_which_it_cannot_arrive_any_more(int seconds, bool isDue)
    {
        var doubt = Known with { Key = Key with { Route = "ops" }, ConfirmAt = Now.AddSeconds(seconds) };

        Assert.Equal(isDue, new LookOrder().IsDue(Shown, [Known, doubt], Nothing, Now));
    }
}
