using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana whose token may create annotations and does not find them: each look would make one more.</summary>
public sealed class BlindGrafanaTests : ApplierFixture
{
    [Fact]
    public async Task What_was_made_and_is_not_found_is_taken_away_and_said_to_be_missing()
    {
        Grafana.IsBlind = true;

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(
            (FailureReason.InvalidAnswer, "Create in Grafana main: a search does not find the annotation that was just created"), (failure.Reason, failure.Detail));
        Assert.Equal(["find", "create", "find", "delete 1"], Grafana.Calls);
        Assert.Empty(Grafana.Annotations);
        var noted = await LedgerAsync();
        Assert.Equal((null, null, FailureReason.InvalidAnswer), (noted!.AnnotationId, noted.ConfirmAt, noted.LastFailure));
    }

    [Fact]
    public async Task After_two_in_a_row_nothing_more_is_created_for_five_minutes_and_the_failure_says_what_to_do()
    {
        Grafana.IsBlind = true;
        await ReconcileAsync(AnIncident.Live());

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(FailureReason.Auth, failure.Reason);
        Assert.EndsWith("the token needs the right annotations:read", failure.Detail, StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("the token needs the right annotations:read", Assert.Single(await ReconcileAsync(AnIncident.Live())).Detail, StringComparison.Ordinal);
        Assert.Equal(2, Grafana.Writes.Count(call => call == "create"));
        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task After_the_pause_it_is_tried_again()
    {
        Grafana.IsBlind = true;
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());
        Time.Advance(TimeSpan.FromMinutes(5));
        Grafana.IsBlind = false;

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task One_that_has_been_found_is_proof_for_all_that_come()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Calls.Clear();

        await ReconcileAsync(AnIncident.Resolved());

        Assert.Equal(["update 1", "find", "find", "create"], Grafana.Calls);
    }

    [Fact]
    public async Task A_search_that_fails_proves_nothing_and_takes_nothing_away()
    {
        Grafana.ThenWorks().ThenWorks().Then(InMemoryGrafana.Failure);

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Single(Grafana.Annotations);
    }
}
