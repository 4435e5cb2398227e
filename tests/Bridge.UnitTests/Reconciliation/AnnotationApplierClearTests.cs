using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What is ours and must not be there: a double, or what lies where no route can have put it.</summary>
public sealed class AnnotationApplierClearTests : ApplierFixture
{
    [Fact]
    public async Task Until_the_double_is_deleted_the_content_of_the_one_that_stays_counts_as_unknown()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));
        LedgerEntry? atDelete = null;
        Grafana.OnWrite = async _ => atDelete = await LedgerAsync();

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal((1, null), (atDelete!.AnnotationId, atDelete.Fingerprint));
        Assert.Equal((1, Desired(AnIncident.Live()).Fingerprint()), ((await LedgerAsync())!.AnnotationId, (await LedgerAsync())!.Fingerprint));
    }

    [Fact]
    public async Task A_double_that_cannot_be_deleted_is_found_by_the_next_look_which_the_unknown_content_brings_about()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);
        Assert.Equal("Delete in Grafana main: ConnectionRefused", Assert.Single(await ReconcileAsync(AnIncident.Live())).Detail);
        Assert.Equal((null, FailureReason.Network), ((await LedgerAsync())!.Fingerprint, (await LedgerAsync())!.LastFailure));

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(1, Assert.Single(Grafana.Annotations).Id.Value);
        Assert.Equal((Desired(AnIncident.Live()).Fingerprint(), null), ((await LedgerAsync())!.Fingerprint, (await LedgerAsync())!.LastFailure));
    }

    [Fact]
    public async Task What_lies_where_no_route_can_have_put_it_goes_although_the_ledger_knows_nothing_of_it()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Annotations[0] = Grafana.Annotations[0] with { DashboardId = 5 };

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["delete 1", "create"], Grafana.Writes);
        Assert.Equal(2, (await LedgerAsync())!.AnnotationId);
        Assert.Equal([EventIds.DuplicateRemoved, EventIds.AnnotationCreated], Logs.GetSnapshot().Select(record => record.Id.Id));
    }
}
