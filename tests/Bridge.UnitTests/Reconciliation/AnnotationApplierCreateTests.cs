using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class AnnotationApplierCreateTests : ApplierFixture
{
    [Fact]
    public async Task A_new_incident_is_looked_for_and_then_created()
    {
        var failures = await ReconcileAsync(AnIncident.Live());

        Assert.Empty(failures);
        Assert.Equal(["find", "create"], Grafana.Calls);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Live())));
    }

    [Fact]
    public async Task The_ledger_knows_what_was_created()
    {
        await ReconcileAsync(AnIncident.Resolved());

        var desired = Desired(AnIncident.Resolved());
        Assert.Equal(
            new(Key, 1, desired.Fingerprint(), AnnotationStatus.Resolved, AnIncident.DeclaredAt, AnIncident.ResolvedAt, null),
            await LedgerAsync());
    }

    [Fact]
    public async Task The_intent_is_in_the_ledger_before_grafana_is_asked_to_create()
    {
        LedgerEntry? atCreate = null;
        Grafana.OnWrite = async _ => atCreate = await LedgerAsync();

        await ReconcileAsync(AnIncident.Live());

        Assert.NotNull(atCreate);
        Assert.Null(atCreate.AnnotationId);
        Assert.Null(atCreate.Fingerprint);
        Assert.NotNull(atCreate.ConfirmAt);
    }

    [Fact]
    public async Task What_is_up_to_date_is_left_alone()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();

        await ReconcileAsync(AnIncident.Live());

        Assert.Empty(Grafana.Calls);
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_adopted_on_the_next_try()
    {
        Grafana.ThenWorks().ThenActsInSilence();
        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live()));

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(FailureReason.Timeout, failure.Reason);
        Assert.Single(Grafana.Annotations);
        Assert.Equal(["create"], Grafana.Writes);
        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task An_adopted_annotation_is_brought_up_to_date()
    {
        Grafana.ThenWorks().ThenActsInSilence();
        await ReconcileAsync(AnIncident.Live());

        await ReconcileAsync(AnIncident.Resolved());

        Assert.Equal(["create", "create", "delete 1"], Grafana.Writes);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal(Desired(AnIncident.Resolved()).Fingerprint(), (await LedgerAsync())!.Fingerprint);
    }

    [Fact]
    public async Task Of_two_creates_that_both_arrived_the_older_is_kept()
    {
        Grafana.ThenWorks().ThenHoldsBack("first");
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());
        Grafana.Arrives("first");
        var confirmAt = (await LedgerAsync())!.ConfirmAt!.Value;
        Time.SetUtcNow(confirmAt);

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(1, Assert.Single(Grafana.Annotations).Id.Value);
        Assert.Equal(["create", "create", "delete 2"], Grafana.Writes);
        Assert.Null((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task A_create_after_one_in_doubt_is_confirmed_two_minutes_later()
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);
        await ReconcileAsync(AnIncident.Live());

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromMinutes(2), (await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task A_create_that_certainly_did_nothing_leaves_no_doubt()
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);
        Assert.Single(await ReconcileAsync(AnIncident.Live()));
        var intent = await LedgerAsync();

        await ReconcileAsync(AnIncident.Live());

        Assert.Null(intent!.ConfirmAt);
        Assert.Null((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task A_certain_failure_does_not_take_away_an_older_doubt()
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt).ThenWorks().ThenWorks().Then(InMemoryGrafana.Failure);
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());

        await ReconcileAsync(AnIncident.Live());

        Assert.NotNull((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task Nothing_is_created_when_the_search_fails()
    {
        Grafana.Then(InMemoryGrafana.Failure);

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal("Create in Grafana main: search in Grafana main: ConnectionRefused", failure.Detail);
        Assert.Empty(Grafana.Writes);
    }

    [Fact]
    public async Task After_a_lost_database_the_annotation_is_found_and_not_made_again()
    {
        Grafana.Add(Desired(AnIncident.Live()));

        await ReconcileAsync(AnIncident.Resolved());

        Assert.Equal(["create", "delete 1"], Grafana.Writes);
        Assert.Null((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task Doubles_that_are_found_are_deleted_down_to_the_oldest()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(["delete 2", "delete 3"], Grafana.Writes);
        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task A_create_that_was_stopped_in_the_middle_is_made_whole_by_one_update()
    {
        Grafana.ThenWorks().ThenStopsHalfway();
        await ReconcileAsync(AnIncident.Live());

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["create", "update 1"], Grafana.Writes);
        Grafana.Calls.Clear();
        await ReconcileAsync(AnIncident.Live() with { Name = "Checkout is down" });
        Assert.Equal(["find", "update 1"], Grafana.Calls.Where(call => call != "find at"));
    }

    [Fact]
    public async Task A_create_that_landed_elsewhere_is_taken_away_at_once()
    {
        Grafana.Misplaces = true;
        var onDashboard = new AnnotationRoute(Key.Route, [Key.Grafana]) { Dashboards = [DashboardPanel.Parse("payments")] };

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live(), new AnnotationOptions(), onDashboard));

        Assert.Equal(
            (FailureReason.Settings, "Create in Grafana main: the dashboard payments went while it was posted to; what landed elsewhere is taken away"),
            (failure.Reason, failure.Detail));
        Assert.Empty(Grafana.Annotations);
        Assert.Equal(["find", "create", "find", "delete 1"], Grafana.Calls);
        Assert.Equal((null, FailureReason.Settings), ((await LedgerAsync())!.AnnotationId, (await LedgerAsync())!.LastFailure));
    }

    [Fact]
    public async Task What_landed_elsewhere_is_deleted_as_it_was_found_which_is_later_than_it_was_made()
    {
        (Grafana.Misplaces, Grafana.LandsIn) = (true, DashboardPanel.Parse("elsewhere"));
        var onDashboard = new AnnotationRoute(Key.Route, [Key.Grafana]) { Dashboards = [DashboardPanel.Parse("payments")] };

        await ReconcileAsync(AnIncident.Live(), new AnnotationOptions(), onDashboard);

        Assert.Equal("elsewhere", Assert.Single(Grafana.Deleted).DashboardUid);
    }

    [Fact]
    public async Task A_create_on_a_dashboard_is_looked_for_there()
    {
        var onDashboard = new AnnotationRoute(Key.Route, [Key.Grafana]) { Dashboards = [DashboardPanel.Parse("payments/4")] };

        Assert.Empty(await ReconcileAsync(AnIncident.Live(), new AnnotationOptions(), onDashboard));

        Assert.Equal(["find", "create", "find"], Grafana.Calls);
    }

    [Fact]
    public async Task A_lost_lease_stops_before_the_create()
    {
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(AnIncident.Live()));

        Assert.Empty(Grafana.Writes);
    }
}
