using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What Grafana has of an incident that the ledger knows nothing of, or too little.</summary>
public sealed class AnnotationFinderTests : ApplierFixture
{
    [Fact]
    public async Task What_grafana_has_is_in_the_ledger_as_grafana_shows_it()
    {
        var shown = Grafana.Add(Desired(AnIncident.Resolved()));

        var discovered = await DiscoverAsync();

        var expected = new LedgerEntry(
            Key, shown.Id.Value, Desired(AnIncident.Resolved()).Fingerprint(), AnnotationStatus.Resolved, AnIncident.DeclaredAt, AnIncident.ResolvedAt, ConfirmAt: null);
        Assert.Equal([expected], discovered.Entries);
        Assert.Equal(expected, await LedgerAsync());
        Assert.Equal([EventIds.AnnotationDiscovered], Logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task Grafana_is_asked_once_and_said_to_have_been()
    {
        var view = await DiscoverAsync();

        Assert.NotNull(view.Look);
        Assert.Null(view.Failure);
        Assert.Equal(["find"], Grafana.Calls);
    }

    [Fact]
    public async Task Of_a_grafana_that_cannot_be_searched_the_failure_is_told_and_the_ledger_stays_as_it_was()
    {
        var known = new LedgerEntry(Key, 7, "content", AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, ConfirmAt: null);
        await SaveAsync(known);
        Grafana.Then(InMemoryGrafana.Failure);

        var view = await DiscoverAsync();

        Assert.Equal((FailureReason.Network, "search in Grafana main: ConnectionRefused"), (view.Failure!.Reason, view.Failure.Detail));
        Assert.Null(view.Look);
        Assert.Equal([known], view.Entries);
    }

    [Fact]
    public async Task A_search_that_was_made_for_several_serves_each_that_has_no_create_in_doubt()
    {
        var shared = SharedOf(Grafana.Add(Desired(AnIncident.Live())));

        var view = await DiscoverAsync(shared);

        Assert.Equal(1, Assert.Single(view.Entries).AnnotationId);
        Assert.Empty(Grafana.Calls);
    }

    [Fact]
    public async Task A_search_that_did_not_look_at_all_of_the_time_serves_nobody()
    {
        var now = Time.GetUtcNow();

        await DiscoverAsync(new SharedSearch(now, SearchTimes.Around(now), Array.Empty<FoundAnnotation>().ToLookup(_ => Key.Subject)));

        Assert.Equal(["find"], Grafana.Calls);
    }

    [Fact]
    public async Task An_attempt_in_the_ledger_is_looked_for_by_itself_whatever_was_searched_before()
    {
        await SaveAsync(new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow().AddMinutes(1)));
        Grafana.Add(Desired(AnIncident.Live()));

        Assert.Equal(1, Assert.Single((await DiscoverAsync(SharedOf())).Entries).AnnotationId);
    }

    [Fact]
    public async Task Of_several_the_oldest_counts_and_the_others_are_left_over()
    {
        var oldest = Grafana.Add(Desired(AnIncident.Live()));
        var other = Grafana.Add(Desired(AnIncident.Resolved()));

        var view = await DiscoverAsync();
        var entry = Assert.Single(view.Entries);

        Assert.Equal([new ReconciliationStep.Clear(Key, other)], view.Leftovers);

        Assert.Equal((oldest.Id.Value, AnnotationStatus.Open, null), (entry.AnnotationId, entry.Status, entry.ConfirmAt));
    }

    [Fact]
    public async Task Each_part_in_each_place_is_an_entry_of_its_own()
    {
        Post("default", AnnotationPart.Region, null);
        Post("default", AnnotationPart.Start, null);
        Post("default", AnnotationPart.Region, "payments");
        Post("default", AnnotationPart.Resolve, "payments/4");

        var discovered = await DiscoverAsync();

        Assert.Equal(
            ["Region ", "Region payments", "Resolve payments/4", "Start "],
            discovered.Entries.Select(entry => $"{entry.Key.Part} {entry.Key.Dashboard}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_any_of_the_routes_posted_is_found()
    {
        Post("ops", AnnotationPart.Region, null);
        Post("audit", AnnotationPart.Region, null);

        var discovered = await DiscoverAsync(("Routes:0:Name", "ops"), ("Routes:1:Name", "audit"));

        Assert.Equal(["audit", "ops"], discovered.Entries.Select(entry => entry.Key.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_belongs_to_somebody_elses_route_is_theirs()
    {
        Post("theirs", AnnotationPart.Region, null);

        Assert.Empty((await DiscoverAsync()).Entries);
        Assert.Null(await LedgerAsync());
    }

    [Theory]
    [InlineData("event:end")]
    [InlineData("event:")]
    public async Task What_does_not_say_which_part_it_is_is_left_alone(string tag)
    {
        Grafana.Add(Desired(AnIncident.Live()) with { Tags = [.. AnnotationTags.Identity(Key.Subject, Key.Route, AnnotationPart.Region), tag] });

        Assert.Empty((await DiscoverAsync()).Entries);
    }

    [Fact]
    public async Task What_a_build_before_the_first_release_posted_is_the_same_annotation()
    {
        Grafana.Add(Desired(AnIncident.Live()) with { Tags = ["incident-io", $"incident:{Key.Subject}", $"route:{Key.Route}", "status:resolved", "ref:INC-123"] });
        Post(Key.Route, AnnotationPart.Region, dashboard: null);

        var discovered = await DiscoverAsync();

        var entry = Assert.Single(discovered.Entries);

        Assert.Equal((Key, 1, AnnotationStatus.Resolved), (entry.Key, entry.AnnotationId, entry.Status));
        Assert.Equal(2, Assert.IsType<ReconciliationStep.Clear>(Assert.Single(discovered.Leftovers)).Found.Id.Value);
    }

    [Fact]
    public async Task What_grafana_shows_is_the_content_whatever_the_ledger_says()
    {
        await ReconcileAsync(AnIncident.Live());
        var known = await LedgerAsync();
        Grafana.Annotations[0] = Grafana.Annotations[0] with { Text = "edited by hand" };

        var discovered = await DiscoverAsync();

        var corrected = known! with { Fingerprint = Grafana.Annotations[0].Fingerprint() };
        Assert.Equal([corrected], discovered.Entries);
        Assert.Equal(corrected, await LedgerAsync());
    }

    [Fact]
    public async Task A_create_of_unknown_fate_that_arrived_gets_its_id_and_a_second_one_is_still_looked_for()
    {
        var doubt = new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow().AddMinutes(1), FailureReason.Timeout);
        await SaveAsync(doubt);
        var arrived = Grafana.Add(Desired(AnIncident.Live()));

        var entry = Assert.Single((await DiscoverAsync()).Entries);

        Assert.Equal((arrived.Id.Value, doubt.ConfirmAt, null), (entry.AnnotationId, entry.ConfirmAt, entry.LastFailure));
        Assert.Equal(["find", "find at"], Grafana.Calls);
        Assert.Equal(
            [$"Incident {Key.Subject} was annotated in Grafana main already, as {arrived.Id}; that annotation is kept."], Logs.GetSnapshot().Select(record => record.Message));
    }

    [Fact]
    public async Task A_create_that_cannot_arrive_any_more_is_in_doubt_no_longer()
    {
        await SaveAsync(new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow()));

        Assert.Null(Assert.Single((await DiscoverAsync()).Entries).ConfirmAt);
        Assert.Null((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task A_create_that_was_stopped_in_the_middle_is_found_by_its_time_and_its_content_is_to_be_written()
    {
        await SaveAsync(new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow().AddMinutes(1)));
        var half = Grafana.AddHalf(Desired(AnIncident.Live()));

        var view = await DiscoverAsync();

        Assert.Equal((half.Id.Value, null), (view.Entries[0].AnnotationId, view.Entries[0].Fingerprint));
        Assert.False(Assert.Single(view.Look!.Of(Key)).IsIndexed);
    }

    [Fact]
    public async Task What_lies_in_another_place_is_another_annotation_whatever_its_tags_say()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations[0] = Grafana.Annotations[0] with { DashboardUid = "closed" };

        var view = await DiscoverAsync();

        Assert.Equal([Key, Key with { Dashboard = DashboardPanel.Parse("closed") }], view.Look!.Keys.Prepend(Key));
        Assert.Equal([Key], view.Gone.Keys);
    }

    [Fact]
    public async Task Of_doubles_the_one_that_shows_what_is_wanted_is_kept()
    {
        var old = Grafana.Add(Desired(AnIncident.Live()));
        var wanted = Grafana.Add(Desired(AnIncident.Resolved()));

        var view = await DiscoverAsync(search: null, Desired(AnIncident.Resolved()));

        Assert.Equal(wanted.Id.Value, Assert.Single(view.Entries).AnnotationId);
        Assert.Equal([new ReconciliationStep.Clear(Key, old)], view.Leftovers);
    }

    [Fact]
    public async Task What_vanished_after_its_end_is_put_back_once_and_then_left_alone_with_one_warning()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        await DiscoverAsync(); // The token sees what there is.
        await ReconcileAsync(AnIncident.Resolved());
        Grafana.Annotations.Clear();
        Assert.Equal(1, Assert.Single((await DiscoverAsync()).Entries).Vanished);
        await ReconcileAsync(AnIncident.Resolved() with { Name = "Checkout was slow" });
        Assert.Equal(1, (await LedgerAsync())!.Vanished);
        Grafana.Annotations.Clear();
        Grafana.Calls.Clear();

        for (var look = 0; look < 3; look++)
        {
            await ReconcileAsync(AnIncident.Resolved() with { Name = $"Checkout is slow {look}" });
        }

        Assert.Empty(Grafana.Writes);
        Assert.True((await LedgerAsync())!.IsLeftAlone);
        Assert.Single(Logs.GetSnapshot(), record => record.Id.Id == EventIds.GrafanaCleansUp);
    }

    [Fact]
    public async Task What_is_left_alone_is_made_again_when_the_incident_is_reopened()
    {
        await SaveAsync(new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Resolved, AnIncident.DeclaredAt, AnIncident.ResolvedAt, ConfirmAt: null, Vanished: 2));

        await ReconcileAsync(AnIncident.Live());

        Assert.Single(Grafana.Annotations);
        Assert.Equal(0, (await LedgerAsync())!.Vanished);
    }

    [Fact]
    public async Task A_lost_lease_ends_it()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => DiscoverAsync());
    }

    private void Post(string route, AnnotationPart part, string? dashboard)
    {
        DashboardPanel? place = dashboard is null ? null : DashboardPanel.Parse(dashboard);
        Grafana.Add(Desired(AnIncident.Live()) with { Dashboard = place, Tags = AnnotationTags.Identity(Key.Subject, route, part, place) });
    }

    private SharedSearch SharedOf(params FoundAnnotation[] found) =>
        new(Time.GetUtcNow(), new SearchTimes(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue), found.ToLookup(_ => Key.Subject));

    private Task<LedgerView> DiscoverAsync(params (string Key, string? Value)[] routes) => DiscoverAsync(search: null, wanted: null, routes);

    private async Task<LedgerView> DiscoverAsync(SharedSearch? search, DesiredAnnotation? wanted = null, params (string Key, string? Value)[] routes)
    {
        var desired = new Dictionary<LedgerKey, DesiredAnnotation>();
        if (wanted is not null)
        {
            desired.Add(Key, wanted);
        }

        var times = LookOrder.TimesOf(AnIncident.Resolved(), Time.GetUtcNow());
        return await FinderWith(TestSettings.Read(routes))
            .LookAsync(Claim, await Store.ReadLedgerAsync(Claim.Key, Cancellation), desired, new LookOrder(times, search), Cancellation);
    }
}
