using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What came of a look is told by the ledger as it is after the last write, and by what could not be taken away.</summary>
public sealed class LookThenWriteTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task After_a_write_the_ledger_is_told_as_it_is_then()
    {
        var written = await RunAsync(Resolved);

        Assert.IsType<ReconciliationStep.Create>(Assert.Single(written.Steps));
        Assert.Equal(1, Assert.Single(written.Ledger).AnnotationId);
        Assert.Equal(await LedgerAsync(Resolved.Id), written.Ledger);
    }

    [Fact]
    public async Task Where_nothing_is_to_be_written_the_ledger_is_read_once()
    {
        await RunAsync(Resolved);
        var before = Reads;

        var written = await RunAsync(Resolved);

        Assert.Empty(written.Steps);
        Assert.Equal(await LedgerAsync(Resolved.Id), written.Ledger);
        Assert.Equal(before + 1, Reads);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_not_written_to_and_each_step_fails_for_that_reason()
    {
        Grafana.Then(InMemoryGrafana.Failure);

        var written = await RunAsync(Resolved);

        Assert.Equal(FailureReason.Network, written.Unseen!.Reason);
        var (step, failure) = Assert.Single(written.Failed);
        Assert.Equal((Assert.Single(written.Steps), FailureReason.Network), (step, failure.Reason));
        Assert.IsType<ReconciliationStep.Create>(step);
        Assert.Equal(["find"], Grafana.Calls);
    }

    [Fact]
    public async Task A_double_that_Grafana_does_not_let_go_of_is_retried_like_an_outage()
    {
        await ShowAsync(Resolved);
        Grafana.Add(Desired(Resolved));
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Resolved.Id);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow", UpdatedAt = Now });
        Grafana.OnWrite = call => Task.FromResult(call.StartsWith("delete", StringComparison.Ordinal) ? Grafana.Then(InMemoryGrafana.Refusal) : Grafana);

        var outcome = (await DeliverAsync(Resolved.Id)).Outcome;

        Assert.Equal((FailureReason.Auth, Now.AddSeconds(1), true), outcome is WorkOutcome.Retry retry ? (retry.Reason, retry.DueAt, retry.IsUrgent) : default);
    }

    [Fact]
    public async Task A_double_goes_before_anything_is_changed()
    {
        var kept = Grafana.Add(Desired(Resolved) with { Text = "Checkout is slow" });
        var other = Grafana.Add(Desired(Resolved) with { Text = "Checkout is slow" });

        var written = await RunAsync(Resolved);

        Assert.Equal([typeof(ReconciliationStep.Clear), typeof(ReconciliationStep.Update)], written.Steps.Select(step => step.GetType()));
        Assert.True(written.Steps[0].TakesWordsAway);
        Assert.Equal([$"delete {other.Id}", $"update {kept.Id}"], Grafana.Writes);
    }

    /// <summary>How often the writer has read the ledger.</summary>
    private int Reads => Store.Asked(nameof(ILedger.ReadLedgerAsync)).Count;

    private async Task<Written> RunAsync(Incident incident)
    {
        await WebhookAsync(incident.Id);
        var sights = new Sights();
        var maker = new AnnotationMaker(Store.Store, [Grafana], sights, Metric, Time, Logger<AnnotationMaker>());
        var writer = new LookThenWrite(
            Store.Store,
            new AnnotationFinder(Store.Store, [Grafana], Settings, sights, Time, Logger<AnnotationFinder>()),
            new AnnotationApplier(Store.Store, [Grafana], maker, Metric, Time, Logger<AnnotationApplier>()),
            Time);
        var claim = await ClaimAsync(incident.Id);
        var written = await writer.RunAsync(
            claim,
            new LookOrder(LookOrder.TimesOf(incident, Now), Always: true),
            ledger => Plans.Make(incident, "main", Settings.Routes, Settings.Annotations, [], ledger, Now),
            Now,
            Cancellation);
        await Store.Store.CompleteAsync(claim, new WorkOutcome.Succeeded(null), Now, TimeSpan.Zero, Cancellation);
        return written;
    }
}
