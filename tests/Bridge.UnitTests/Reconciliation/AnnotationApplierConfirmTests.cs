using Bridge.Observability;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class AnnotationApplierConfirmTests : ApplierFixture
{
    [Fact]
    public async Task With_nothing_to_clear_up_it_only_looks()
    {
        await CreateInDoubtAsync();

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(["find", "find at"], Grafana.Calls);
        Assert.Null((await LedgerAsync())!.ConfirmAt);
        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task A_change_that_is_due_as_well_is_made_at_the_same_time()
    {
        await CreateInDoubtAsync();

        Assert.Empty(await ReconcileAsync(AnIncident.Resolved()));

        Assert.Equal(["find", "find at", "create", "delete 1"], Grafana.Calls);
        Assert.Equal(Desired(AnIncident.Resolved()).Fingerprint(), (await LedgerAsync())!.Fingerprint);
    }

    [Fact]
    public async Task An_annotation_that_is_gone_meanwhile_is_made_again()
    {
        await CreateInDoubtAsync();
        Grafana.Annotations.Clear();

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal(2, Assert.Single(Grafana.Annotations).Id.Value);
        Assert.Equal(2, (await LedgerAsync())!.AnnotationId);
        Assert.Contains(Logs.GetSnapshot(), record => record.Id.Id == EventIds.AnnotationGone);
    }

    [Fact]
    public async Task A_search_that_fails_leaves_the_doubt()
    {
        await CreateInDoubtAsync();
        Grafana.Then(InMemoryGrafana.Failure);

        Assert.Equal(FailureReason.Network, Assert.Single(await ReconcileAsync(AnIncident.Resolved())).Reason);

        Assert.NotNull((await LedgerAsync())!.ConfirmAt);
    }

    [Fact]
    public async Task A_double_that_cannot_be_deleted_is_a_failure_and_nothing_more_is_made()
    {
        await CreateInDoubtAsync();
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.ThenWorks().ThenWorks().Then(InMemoryGrafana.Refusal);

        Assert.All(await ReconcileAsync(AnIncident.Resolved()), failure => Assert.Equal(FailureReason.Auth, failure.Reason));

        Assert.Equal(["find", "find at", "delete 2"], Grafana.Calls);
        Assert.Null((await LedgerAsync())!.Fingerprint);
    }

    [Fact]
    public async Task A_change_before_the_confirmation_is_due_does_not_lift_the_doubt()
    {
        await CreateInDoubtAsync(earlyBy: TimeSpan.FromSeconds(1));
        var confirmAt = (await LedgerAsync())!.ConfirmAt;

        await ReconcileAsync(AnIncident.Resolved());

        Assert.NotNull(confirmAt);
        Assert.Equal(confirmAt, (await LedgerAsync())!.ConfirmAt);
    }

    /// <summary>A create that worked after one of unknown fate, and the time at which it has to be confirmed.</summary>
    private async Task CreateInDoubtAsync(TimeSpan earlyBy = default)
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());
        Time.SetUtcNow((await LedgerAsync())!.ConfirmAt!.Value - earlyBy);
        Grafana.Calls.Clear();
    }
}
