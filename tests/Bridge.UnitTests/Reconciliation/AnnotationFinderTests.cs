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

        Assert.True(view.IsSearched);
        Assert.Null(view.Failure);
        Assert.Equal(["find all"], Grafana.Calls);
    }

    [Fact]
    public async Task Of_a_grafana_that_cannot_be_searched_the_failure_is_told_and_the_ledger_stays_as_it_was()
    {
        var known = new LedgerEntry(Key, 7, "content", AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, ConfirmAt: null);
        await SaveAsync(known);
        Grafana.Then(InMemoryGrafana.Failure);

        var view = await DiscoverAsync();

        Assert.Equal((FailureReason.Network, "search in Grafana main: ConnectionRefused"), (view.Failure!.Reason, view.Failure.Detail));
        Assert.False(view.IsSearched);
        Assert.Equal([known], view.Entries);
    }

    [Fact]
    public async Task A_search_that_was_made_for_several_serves_one_of_which_the_ledger_has_nothing()
    {
        var shared = SharedOf(Grafana.Add(Desired(AnIncident.Live())));

        var view = await DiscoverAsync(shared);

        Assert.Equal(1, Assert.Single(view.Entries).AnnotationId);
        Assert.Empty(Grafana.Calls);
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
    public async Task Of_several_the_oldest_counts_and_the_others_are_looked_for_at_once()
    {
        var oldest = Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Resolved()));

        var entry = Assert.Single((await DiscoverAsync()).Entries);

        Assert.Equal((oldest.Id.Value, AnnotationStatus.Open, (DateTimeOffset?)Time.GetUtcNow()), (entry.AnnotationId, entry.Status, entry.ConfirmAt));
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
    [InlineData("panel:four")]
    [InlineData("panel:-4")]
    [InlineData("event:end")]
    [InlineData("dashboard:a/b")]
    public async Task What_does_not_say_where_it_is_shown_is_left_alone(string tag)
    {
        Grafana.Add(Desired(AnIncident.Live()) with { Tags = [.. AnnotationTags.Identity(Key.Incident, Key.Route, AnnotationPart.Region), tag] });

        Assert.Empty((await DiscoverAsync()).Entries);
    }

    [Fact]
    public async Task What_a_build_before_the_first_release_posted_is_the_same_annotation()
    {
        Grafana.Add(Desired(AnIncident.Live()) with { Tags = ["incident-io", $"incident:{Key.Incident}", $"route:{Key.Route}", "status:resolved", "ref:INC-123"] });
        Post(Key.Route, AnnotationPart.Region, dashboard: null);

        var entry = Assert.Single((await DiscoverAsync()).Entries);

        Assert.Equal((Key, 1, AnnotationStatus.Resolved), (entry.Key, entry.AnnotationId, entry.Status));
        Assert.Equal(Time.GetUtcNow(), entry.ConfirmAt);
    }

    [Fact]
    public async Task What_the_ledger_knows_it_knows_better()
    {
        await ReconcileAsync(AnIncident.Live());
        var known = await LedgerAsync();
        Grafana.Annotations[0] = Grafana.Annotations[0] with { Text = "edited by hand" };

        var discovered = await DiscoverAsync();

        Assert.Equal([known!], discovered.Entries);
        Assert.Equal(known, await LedgerAsync());
    }

    [Fact]
    public async Task A_create_of_unknown_fate_that_arrived_gets_its_id_and_a_second_one_is_still_looked_for()
    {
        var doubt = new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow().AddMinutes(1), FailureReason.Timeout);
        await SaveAsync(doubt);
        var arrived = Grafana.Add(Desired(AnIncident.Live()));

        var entry = Assert.Single((await DiscoverAsync()).Entries);

        Assert.Equal((arrived.Id.Value, doubt.ConfirmAt, FailureReason.Timeout), (entry.AnnotationId, entry.ConfirmAt, entry.LastFailure));
    }

    [Fact]
    public async Task Doubles_of_a_create_of_unknown_fate_are_looked_for_at_once()
    {
        await SaveAsync(new LedgerEntry(
            Key, AnnotationId: null, Fingerprint: null, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, Time.GetUtcNow().AddMinutes(1)));
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));

        Assert.Equal(Time.GetUtcNow(), Assert.Single((await DiscoverAsync()).Entries).ConfirmAt);
    }

    [Fact]
    public async Task A_lost_lease_ends_it()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => DiscoverAsync());
    }

    private void Post(string route, AnnotationPart part, string? dashboard) => Grafana.Add(Desired(AnIncident.Live()) with
    {
        Tags = AnnotationTags.Identity(Key.Incident, route, part, dashboard is null ? null : DashboardPanel.Parse(dashboard)),
    });

    private SharedSearch SharedOf(params FoundAnnotation[] found) => new(Time.GetUtcNow(), found.ToLookup(_ => Key.Incident));

    private Task<LedgerView> DiscoverAsync(params (string Key, string? Value)[] routes) => DiscoverAsync(search: null, routes);

    private async Task<LedgerView> DiscoverAsync(SharedSearch? search, params (string Key, string? Value)[] routes) => await FinderWith(TestSettings.Read(routes))
        .DiscoverAsync(Claim, await Store.ReadLedgerAsync(Claim.Key, Cancellation), search, Cancellation);
}
