using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Other tags make another annotation: Grafana 12 goes on finding an updated one by the tags that it lost.</summary>
public sealed class AnnotationReplacementTests : ApplierFixture
{
    private static readonly Incident Private = AnIncident.Resolved().Private();
    private static readonly AnnotationOptions Tagged = new() { Tags = ["team:payments"], OpenEndInterval = TimeSpan.Zero };
    private static readonly AnnotationOptions Untagged = Tagged with { Tags = [] };

    [Fact]
    public async Task The_new_one_is_made_and_then_the_old_one_is_taken_away()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["find", "create", "delete 1"], Grafana.Calls);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal((2, Desired(AnIncident.Resolved()).Fingerprint()), ((await LedgerAsync())!.AnnotationId, (await LedgerAsync())!.Fingerprint));
    }

    [Theory]
    [InlineData("create", 1)]
    [InlineData("delete 1", 2)]
    public async Task A_crash_in_between_leaves_no_double(string before, int left)
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.OnWrite = call => call == before ? throw new CrashException() : Task.CompletedTask;
        await Assert.ThrowsAsync<CrashException>(() => ReconcileAsync(AnIncident.Resolved()));
        Assert.Equal(left, Grafana.Annotations.Count);
        Grafana.OnWrite = _ => Task.CompletedTask;

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal(Grafana.Annotations[0].Id.Value, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_kept_and_the_old_one_goes()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenActsInSilence();
        Assert.Single(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["create", "create", "delete 1"], Grafana.Writes);
        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
        Assert.Equal(AnnotationStatus.Resolved, (await LedgerAsync())!.Status);
    }

    [Fact]
    public async Task A_create_that_was_stopped_in_the_middle_is_found_by_its_time_and_made_whole()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenStopsHalfway();
        await ReconcileAsync(AnIncident.Resolved());

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));
        Time.Advance(TimeSpan.FromMinutes(3));
        await ReconcileAsync(AnIncident.Resolved());

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Resolved())));
    }

    [Fact]
    public async Task While_the_old_one_cannot_be_taken_away_there_are_two_and_no_more()
    {
        await ReconcileAsync(AnIncident.Live());
        for (var move = 0; move < 4; move++)
        {
            Grafana.OnWrite = call => Task.FromResult(call.StartsWith("delete", StringComparison.Ordinal) ? Grafana.Then(InMemoryGrafana.Refusal) : Grafana);
            var incident = move % 2 == 0 ? AnIncident.Resolved() : AnIncident.Live();
            Assert.NotEmpty(await ReconcileAsync(incident with { Name = $"Checkout is slow {move}" }));
        }

        Assert.Equal(2, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task While_the_new_one_is_made_the_ledger_has_the_old_one_and_a_create_of_unknown_fate()
    {
        await ReconcileAsync(AnIncident.Live());

        var noted = await NotedAtAsync("create", AnIncident.Resolved(), new AnnotationOptions());

        Assert.Equal((1, null, AnnotationStatus.Open), (noted!.AnnotationId, noted.Fingerprint, noted.Status));
        Assert.Equal(Time.GetUtcNow().AddMinutes(2), noted.ConfirmAt);
    }

    [Fact]
    public async Task With_words_that_have_to_go_the_old_one_goes_first()
    {
        await ReconcileAsync(AnIncident.Resolved(), Tagged);
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(Private, Untagged));

        Assert.Equal(["find", "delete 1", "create"], Grafana.Calls);
        Assert.DoesNotContain("Checkout", Assert.Single(Grafana.Annotations).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_old_one_with_its_words_cannot_be_taken_away_nothing_is_made()
    {
        await ReconcileAsync(AnIncident.Resolved(), Tagged);
        Grafana.ThenWorks().Then(InMemoryGrafana.Refusal).Then(InMemoryGrafana.Refusal);

        Assert.Equal(FailureReason.Auth, Assert.Single(await ReconcileAsync(Private, Untagged)).Reason);

        Assert.Equal(["create", "delete 1", "delete 1"], Grafana.Writes);
    }

    [Fact]
    public async Task Before_the_old_one_with_its_words_goes_the_ledger_names_it_no_more()
    {
        await ReconcileAsync(AnIncident.Resolved(), Tagged);

        var noted = await NotedAtAsync("delete 1", Private, Untagged);

        Assert.Equal((null, null), (noted!.AnnotationId, noted.Fingerprint));
    }

    [Fact]
    public async Task Where_the_old_one_with_its_words_went_and_the_new_one_cannot_be_made_nothing_more_is_deleted_and_the_failure_is_noted()
    {
        await ReconcileAsync(AnIncident.Resolved(), Tagged);
        Grafana.ThenWorks().ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));

        Assert.Equal("Create in Grafana main: HTTP 400", Assert.Single(await ReconcileAsync(Private, Untagged)).Detail);

        Assert.Equal(["create", "delete 1", "create"], Grafana.Writes);
        Assert.DoesNotContain(Logs.GetSnapshot(), record => record.Id.Id == EventIds.DeletedInstead);
        var noted = await LedgerAsync();
        Assert.Equal((null, null, FailureReason.Client), (noted!.AnnotationId, noted.ConfirmAt, noted.LastFailure));
    }

    /// <summary>What the ledger has when a write gets to Grafana: a crash would leave it so.</summary>
    private async Task<LedgerEntry?> NotedAtAsync(string write, Incident incident, AnnotationOptions options)
    {
        LedgerEntry? noted = null;
        Grafana.OnWrite = async call => noted = call == write ? await LedgerAsync() : noted;
        Assert.Empty(await ReconcileAsync(incident, options));
        return noted;
    }
}
