using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class AnnotationApplierUpdateTests : ApplierFixture
{
    [Fact]
    public async Task A_change_is_one_update_of_the_same_annotation()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["update 1"], Grafana.Calls);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal(Desired(AnIncident.Resolved()).Fingerprint(), (await LedgerAsync())!.Fingerprint);
    }

    [Fact]
    public async Task An_update_that_failed_is_tried_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Then(InMemoryGrafana.Failure);

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Resolved()));
        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal("Update in Grafana main: ConnectionRefused", failure.Detail);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
    }

    [Fact]
    public async Task An_update_whose_answer_was_lost_is_undone_when_the_incident_is_as_before()
    {
        await ReconcileAsync(AnIncident.Live().Private());
        Grafana.ThenActsInSilence();
        await ReconcileAsync(AnIncident.Live());

        await ReconcileAsync(AnIncident.Live().Private());

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Live().Private())));
    }

    [Fact]
    public async Task A_crash_during_an_update_leaves_the_content_in_doubt()
    {
        await ReconcileAsync(AnIncident.Live());
        LedgerEntry? atUpdate = null;
        Grafana.OnWrite = async _ => atUpdate = await LedgerAsync();

        await ReconcileAsync(AnIncident.Resolved());

        Assert.Equal(1, atUpdate!.AnnotationId);
        Assert.Null(atUpdate.Fingerprint);
    }

    [Fact]
    public async Task An_annotation_that_is_gone_is_made_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal(2, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task An_annotation_that_is_gone_under_its_id_is_adopted_under_its_new_one()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["update 1", "update 2"], Grafana.Writes);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
    }

    [Fact]
    public async Task An_annotation_that_a_search_finds_and_an_update_does_not_is_a_failure()
    {
        await ReconcileAsync(AnIncident.Live());
        for (var times = 0; times < 10; times++)
        {
            Grafana.ThenDeniesToHaveIt().ThenWorks();
        }

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(FailureReason.NotFound, failure.Reason);
        Assert.Equal(["create", "update 1"], Grafana.Writes);
    }

    [Fact]
    public async Task A_refused_update_of_what_is_there_is_a_matter_of_rights()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Then(InMemoryGrafana.Refusal);

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(FailureReason.Auth, failure.Reason);
        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
        Assert.Equal(["create", "update 1"], Grafana.Writes);
    }

    [Fact]
    public async Task A_refused_update_of_what_is_not_there_makes_it_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Then(InMemoryGrafana.Refusal);

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
    }

    [Fact]
    public async Task Nothing_is_made_again_when_the_search_fails()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.ThenDeniesToHaveIt().Then(InMemoryGrafana.Failure);

        Assert.Single(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["create", "update 1"], Grafana.Writes);
    }

    [Fact]
    public async Task A_lost_lease_stops_before_the_update()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(AnIncident.Resolved()));

        Assert.Empty(Grafana.Writes);
    }

    [Fact]
    public async Task A_lease_that_is_lost_during_an_update_stops_everything_after_it()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Calls.Clear();
        Grafana.OnWrite = _ => LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["update 1"], Grafana.Writes);
    }
}
