using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What is there and shows something else: in place where the tags stay.</summary>
public sealed class AnnotationApplierUpdateTests : ApplierFixture
{
    private static readonly Incident Renamed = AnIncident.Live() with { Name = "Checkout is down" };

    [Fact]
    public async Task A_change_of_text_is_a_look_and_one_update_of_the_same_annotation()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.Equal(["find", "update 1"], Grafana.Calls);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(Renamed)));
        Assert.Equal(Desired(Renamed).Fingerprint(), (await LedgerAsync())!.Fingerprint);
    }

    [Fact]
    public async Task An_update_that_failed_is_tried_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var failure = Assert.Single(await ReconcileAsync(Renamed));
        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.Equal("Update in Grafana main: ConnectionRefused", failure.Detail);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(Renamed)));
    }

    [Fact]
    public async Task An_update_whose_answer_was_lost_is_undone_when_the_incident_is_as_before()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenActsInSilence();
        await ReconcileAsync(Renamed);

        await ReconcileAsync(AnIncident.Live());

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Live())));
    }

    [Fact]
    public async Task A_crash_during_an_update_leaves_the_content_in_doubt()
    {
        await ReconcileAsync(AnIncident.Live());
        LedgerEntry? atUpdate = null;
        Grafana.OnWrite = async _ => atUpdate = await LedgerAsync();

        await ReconcileAsync(Renamed);

        Assert.Equal(1, atUpdate!.AnnotationId);
        Assert.Null(atUpdate.Fingerprint);
    }

    [Fact]
    public async Task An_annotation_that_is_gone_is_made_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();

        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(Renamed)));
        Assert.Equal(2, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task What_has_the_number_now_and_is_not_ours_is_not_touched()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Restore(lastId: 0);
        var theirs = Grafana.Add(Desired(AnIncident.Live()) with { Text = "Deploy 17", Tags = ["deploy"] });

        Assert.Empty(await ReconcileAsync(Renamed));
        Assert.Empty(await ReconcileAsync(AnIncident.In(StatusCategory.Canceled)));

        Assert.Equal([theirs], Grafana.Annotations);
        Assert.Equal(["create", "create", "delete 2"], Grafana.Writes);
    }

    [Fact]
    public async Task What_has_the_number_now_and_is_ours_of_another_place_is_not_shown_the_words()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations[0] = Grafana.Annotations[0] with { DashboardUid = "public" };

        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.Equal(["create", "delete 1", "create"], Grafana.Writes);
        Assert.Null(Assert.Single(Grafana.Annotations).DashboardUid);
    }

    [Fact]
    public async Task An_annotation_that_is_gone_under_its_id_is_adopted_under_its_new_one()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.Equal(["update 2"], Grafana.Writes);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(Renamed)));
    }

    [Fact]
    public async Task An_annotation_that_a_search_finds_and_an_update_does_not_is_a_failure()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenDeniesToHaveIt();

        var failure = Assert.Single(await ReconcileAsync(Renamed));

        Assert.Equal(FailureReason.NotFound, failure.Reason);
        Assert.Equal(["create", "update 1"], Grafana.Writes);
    }

    [Fact]
    public async Task A_refused_update_of_what_is_there_is_a_matter_of_rights_and_makes_no_more()
    {
        await ReconcileAsync(AnIncident.Live());
        for (var move = 0; move < 3; move++)
        {
            Grafana.ThenWorks().Then(InMemoryGrafana.Refusal);
            Assert.Equal(FailureReason.Auth, Assert.Single(await ReconcileAsync(Renamed)).Reason);
        }

        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
        Assert.Equal(["create", "update 1", "update 1", "update 1"], Grafana.Writes);
    }

    [Fact]
    public async Task Nothing_is_made_again_when_the_search_fails()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Then(InMemoryGrafana.Failure);

        Assert.Single(await ReconcileAsync(Renamed));

        Assert.Equal(["create"], Grafana.Writes);
    }

    [Fact]
    public async Task A_lost_lease_stops_before_the_update()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(Renamed));

        Assert.Empty(Grafana.Writes);
    }

    [Fact]
    public async Task A_lease_that_is_lost_during_an_update_stops_everything_after_it()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
        Grafana.OnWrite = _ => LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(Renamed));

        Assert.Equal(["update 1"], Grafana.Writes);
    }
}
