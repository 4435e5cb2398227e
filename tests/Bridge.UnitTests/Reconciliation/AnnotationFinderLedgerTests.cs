using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What a look takes for ours though no setting names its route, and what it leaves in the ledger.</summary>
public sealed class AnnotationFinderLedgerTests : ApplierFixture
{
    [Fact]
    public async Task What_a_route_posted_that_the_settings_have_no_more_is_ours_while_the_ledger_has_it()
    {
        await SaveAsync(new LedgerEntry(
            Key with { Route = "old" }, 7, "content", AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, ConfirmAt: null));
        Post("theirs");
        var old = Post("old");

        var view = await LookAsync(new LookOrder());

        Assert.Equal([("old", old.Id.Value)], view.Entries.Select(entry => (entry.Key.Route, entry.AnnotationId!.Value)));
    }

    [Fact]
    public async Task What_a_route_posted_that_the_order_names_is_ours_although_nothing_else_has_it()
    {
        Post("theirs");
        var old = Post("old");

        var view = await LookAsync(new LookOrder(Routes: ["old"]));

        Assert.Equal([("old", old.Id.Value)], view.Entries.Select(entry => (entry.Key.Route, entry.AnnotationId!.Value)));
    }

    [Fact]
    public async Task That_one_is_gone_is_not_noted_before_it_is_made_again()
    {
        await ReconcileAsync(AnIncident.Live());
        var known = await LedgerAsync();
        Grafana.Annotations.Clear();

        var view = await LookAsync(new LookOrder());

        Assert.Null(Assert.Single(view.Entries).AnnotationId);
        Assert.Equal(known, await LedgerAsync());
    }

    private FoundAnnotation Post(string route) =>
        Grafana.Add(Desired(AnIncident.Live()) with { Tags = AnnotationTags.Identity(Key.Subject, route, AnnotationPart.Region) });

    private async Task<LedgerView> LookAsync(LookOrder order) => await FinderWith(TestSettings.Read()).LookAsync(
        Claim, await Store.ReadLedgerAsync(Claim.Key, Cancellation), new Dictionary<LedgerKey, DesiredAnnotation>(), order, Cancellation);
}
