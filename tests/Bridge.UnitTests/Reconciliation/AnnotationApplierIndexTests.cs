using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A create that was stopped in the middle: no search by tags finds what it left, and an update should mend that.</summary>
public sealed class AnnotationApplierIndexTests : ApplierFixture
{
    [Fact]
    public async Task That_an_update_wrote_the_missing_rows_is_made_sure_of_by_a_search()
    {
        await MakeHalfAsync();

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["find", "find at", "update 1", "find"], Grafana.Calls);
        Assert.Equal((1, Desired(AnIncident.Live()).Fingerprint()), ((await LedgerAsync())!.AnnotationId, (await LedgerAsync())!.Fingerprint));
    }

    [Fact]
    public async Task What_no_search_finds_after_its_update_is_deleted_and_then_made_anew()
    {
        await MakeHalfAsync();
        Grafana.NeverIndexes = true;

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["find", "find at", "update 1", "find", "delete 1", "create"], Grafana.Calls);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Live())));
        Assert.Equal(2, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task An_update_that_is_refused_may_be_so_for_the_missing_rows_so_that_it_is_made_anew_as_well()
    {
        await MakeHalfAsync();
        Grafana.ThenWorks().ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["find", "find at", "update 1", "find", "delete 1", "create"], Grafana.Calls);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_update_that_was_not_sent_or_fails_with_all_of_Grafana_says_nothing_of_the_annotation(bool isHeld, bool ofUpstream)
    {
        await MakeHalfAsync();
        Grafana.ThenWorks().ThenWorks().Then(new UpstreamFailure(FailureReason.Timeout, "too late", IsHeld: isHeld, OfUpstream: ofUpstream));

        Assert.Equal("Update in Grafana main: too late", Assert.Single(await ReconcileAsync(AnIncident.Live())).Detail);

        Assert.Equal(["find", "find at", "update 1"], Grafana.Calls);
    }

    private async Task MakeHalfAsync()
    {
        Grafana.ThenWorks().ThenStopsHalfway();
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
    }
}
