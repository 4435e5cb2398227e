using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana whose token may create annotations and does not find them: each look would make one more.</summary>
public sealed class BlindGrafanaTests : ApplierFixture
{
    private static readonly Incident Renamed = AnIncident.Live() with { Name = "Checkout is down" };

    [Fact]
    public async Task What_was_made_again_and_is_not_found_is_taken_away_and_the_failure_says_what_to_do()
    {
        await ShowThenBlindAsync();

        var failure = Assert.Single(await ReconcileAsync(Renamed));

        Assert.Equal(FailureReason.Auth, failure.Reason);
        Assert.EndsWith("the token needs the right annotations:read", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(["find", "create", "find", "delete 2"], Grafana.Calls);
        var noted = await LedgerAsync();
        Assert.Equal((1, null, FailureReason.Auth), (noted!.AnnotationId, noted.Fingerprint, noted.LastFailure));
    }

    [Fact]
    public async Task Nothing_more_is_created_for_five_minutes()
    {
        await ShowThenBlindAsync();
        await ReconcileAsync(Renamed);

        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("annotations:read", Assert.Single(await ReconcileAsync(Renamed)).Detail, StringComparison.Ordinal);
        Assert.Single(Grafana.Writes, call => call == "create");

        Time.Advance(TimeSpan.FromMilliseconds(1));
        Grafana.IsBlind = false;
        Assert.Empty(await ReconcileAsync(Renamed));
        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task What_cannot_be_taken_away_either_is_the_last_one_until_something_is_found()
    {
        await ShowThenBlindAsync();
        Grafana.ThenWorks().ThenWorks().ThenWorks().Then(InMemoryGrafana.Refusal);
        await ReconcileAsync(Renamed);

        for (var hour = 0; hour < 5; hour++)
        {
            Time.Advance(TimeSpan.FromHours(1));
            Assert.Single(await ReconcileAsync(Renamed));
        }

        Assert.Single(Grafana.Writes, call => call == "create");
        Grafana.IsBlind = false;
        Assert.Empty(await ReconcileAsync(Renamed));
        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task One_that_has_been_found_is_proof_for_all_that_come()
    {
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(Renamed);
        Grafana.Annotations.Clear();
        Grafana.Calls.Clear();

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(["find", "create"], Grafana.Calls);
    }

    [Fact]
    public async Task One_that_was_made_again_and_is_found_is_proof_as_well()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        await ReconcileAsync(Renamed);
        Grafana.Annotations.Clear();

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(["find", "create", "find", "create", "find", "find", "create"], Grafana.Calls);
    }

    [Fact]
    public async Task A_search_that_fails_proves_nothing_and_takes_nothing_away()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.ThenWorks().ThenWorks().Then(InMemoryGrafana.Failure);

        Assert.Empty(await ReconcileAsync(Renamed));

        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task What_had_ended_is_not_taken_for_cleaned_up()
    {
        await ReconcileAsync(AnIncident.Resolved());
        Grafana.IsBlind = true;
        for (var move = 0; move < 3; move++)
        {
            Time.Advance(TimeSpan.FromMinutes(10));
            await ReconcileAsync(AnIncident.Resolved() with { Name = $"Checkout is slow {move}" });
        }

        Assert.Equal((1, 0), ((await LedgerAsync())!.AnnotationId, (await LedgerAsync())!.Vanished));
    }

    /// <summary>One annotation is there that the token cannot see any more, nor change.</summary>
    private async Task ShowThenBlindAsync()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
        Grafana.IsBlind = true;
        Grafana.Annotations.Clear();
    }
}
