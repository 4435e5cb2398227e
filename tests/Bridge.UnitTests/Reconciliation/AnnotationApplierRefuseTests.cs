using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Steps that are not carried out, since their Grafana could not be searched, and failures that are noted.</summary>
public sealed class AnnotationApplierRefuseTests : ApplierFixture
{
    private static readonly UpstreamFailure Unsearched = new(FailureReason.Server, "HTTP 502");

    [Theory]
    [InlineData("create")]
    [InlineData("update")]
    [InlineData("delete")]
    public async Task A_refused_step_is_counted_as_what_it_was_and_noted_and_nothing_is_asked(string kind)
    {
        var desired = Desired(AnIncident.Live());
        var known = new LedgerEntry(Key, 7, "content", desired.Status, desired.Start, desired.End, ConfirmAt: null);
        await SaveAsync(known);

        await Applier.RefuseAsync(
            Claim,
            kind switch
            {
                "create" => new ReconciliationStep.Create(Key, desired, known),
                "update" => new ReconciliationStep.Update(known, desired),
                _ => new ReconciliationStep.Delete(known),
            },
            Unsearched,
            Cancellation);

        Assert.Equal("1", await MetricAsync($"deliveries_failed_total{{grafana=\"main\",kind=\"{kind}\",reason=\"server\"}}"));
        Assert.Equal(known with { LastFailure = FailureReason.Server }, await LedgerAsync());
        Assert.Empty(Grafana.Calls);
    }

    [Fact]
    public async Task Of_a_step_that_is_held_nothing_is_noted_or_counted_since_it_was_not_tried()
    {
        var step = new ReconciliationStep.Create(Key, Desired(AnIncident.Live()), known: null);

        Assert.Equal(InMemoryGrafana.Held, await Applier.RefuseAsync(Claim, step, InMemoryGrafana.Held, Cancellation));

        Assert.Null(await LedgerAsync());
        Assert.Equal("0", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"create\",reason=\"server\"}"));
    }

    [Fact]
    public async Task Of_a_create_that_was_never_tried_the_failure_is_noted_without_a_doubt()
    {
        var desired = Desired(AnIncident.Live());

        await Applier.RefuseAsync(Claim, new ReconciliationStep.Create(Key, desired, known: null), Unsearched, Cancellation);

        Assert.Equal(
            new LedgerEntry(Key, null, null, desired.Status, desired.Start, desired.End, ConfirmAt: null, FailureReason.Server), await LedgerAsync());
    }

    [Fact]
    public async Task Of_what_the_ledger_does_not_have_nothing_is_noted()
    {
        var desired = Desired(AnIncident.Live());
        var known = new LedgerEntry(Key, 7, "content", desired.Status, desired.Start, desired.End, ConfirmAt: null);

        await Applier.RefuseAsync(Claim, new ReconciliationStep.Delete(known), Unsearched, Cancellation);

        Assert.Null(await LedgerAsync());
    }

    [Fact]
    public async Task A_lost_lease_is_noticed_by_the_note()
    {
        var step = new ReconciliationStep.Create(Key, Desired(AnIncident.Live()), known: null);
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => Applier.RefuseAsync(Claim, step, Unsearched, Cancellation));
    }

    [Fact]
    public async Task A_failure_is_noted_until_a_success()
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);
        await ReconcileAsync(AnIncident.Live());
        Assert.Equal(FailureReason.Network, (await LedgerAsync())!.LastFailure);

        await ReconcileAsync(AnIncident.Live());
        Assert.Null((await LedgerAsync())!.LastFailure);
    }

    [Fact]
    public async Task A_lease_that_is_lost_during_a_delete_leaves_the_entry_to_the_next_owner()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.OnWrite = call => call.StartsWith("delete", StringComparison.Ordinal) ? LoseLeaseAsync() : Task.CompletedTask;

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(AnIncident.In(StatusCategory.Canceled)));

        Assert.NotNull(await LedgerAsync());
    }

    [Fact]
    public async Task What_is_found_and_cannot_be_updated_is_told_in_words()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenDeniesToHaveIt();

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live() with { Name = "Checkout is down" }));

        Assert.EndsWith(": a search finds the annotation, an update does not", failure.Detail, StringComparison.Ordinal);
    }
}
