using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class AnnotationApplierDeleteTests : ApplierFixture
{
    private static readonly Incident Canceled = AnIncident.In(StatusCategory.Canceled);

    [Fact]
    public async Task What_is_wanted_no_more_is_deleted_and_forgotten()
    {
        await ReconcileAsync(AnIncident.Live());

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Empty(Grafana.Annotations);
        Assert.Null(await LedgerAsync());
    }

    [Fact]
    public async Task A_create_of_unknown_fate_is_found_by_its_tag_and_deleted()
    {
        Grafana.ThenWorks().ThenActsInSilence();
        await ReconcileAsync(AnIncident.Live());

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Equal(["create", "delete 1"], Grafana.Writes);
        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task A_create_that_arrives_after_the_incident_was_canceled_is_deleted_too()
    {
        Grafana.ThenWorks().ThenHoldsBack("late");
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(Canceled);
        Grafana.Arrives("late");
        var lookAgainAt = ReconciliationPlan.NextConfirmation([(await LedgerAsync())!]);
        Time.SetUtcNow(lookAgainAt!.Value);

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Empty(Grafana.Annotations);
        Assert.Null(await LedgerAsync());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task With_the_annotation_its_entry_goes_from_the_moment_on_at_which_no_create_can_arrive_any_more(int millisecondsBefore, bool stays)
    {
        Grafana.ThenWorks().ThenActsInSilence();
        await ReconcileAsync(AnIncident.Live());
        var confirmAt = (await LedgerAsync())!.ConfirmAt!.Value;
        Time.SetUtcNow(confirmAt.AddSeconds(-1));
        Grafana.OnWrite = _ =>
        {
            Time.SetUtcNow(confirmAt.AddMilliseconds(-millisecondsBefore));
            return Task.CompletedTask;
        };

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Equal(["create", "delete 1"], Grafana.Writes);
        Assert.Equal(stays, await LedgerAsync() is { AnnotationId: null });
    }

    [Fact]
    public async Task Doubles_are_deleted_with_it()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Add(Desired(AnIncident.Live()));

        await ReconcileAsync(Canceled);

        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task What_is_gone_already_is_only_forgotten()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        Grafana.Calls.Clear();

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Empty(Grafana.Writes);
        Assert.Null(await LedgerAsync());
    }

    [Fact]
    public async Task What_somebody_else_deletes_in_between_is_no_failure()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.OnWrite = _ => Task.FromResult(Grafana.Annotations.RemoveAll(_ => true));

        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Null(await LedgerAsync());
    }

    [Fact]
    public async Task A_delete_that_failed_is_remembered_and_tried_again()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var failure = Assert.Single(await ReconcileAsync(Canceled));
        Assert.NotNull(await LedgerAsync());
        Assert.Empty(await ReconcileAsync(Canceled));

        Assert.Equal("Delete in Grafana main: ConnectionRefused", failure.Detail);
        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task A_refused_delete_of_what_is_there_is_a_matter_of_rights()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().Then(InMemoryGrafana.Refusal);

        Assert.Equal(FailureReason.Auth, Assert.Single(await ReconcileAsync(Canceled)).Reason);

        Assert.NotNull(await LedgerAsync());
    }

    [Fact]
    public async Task A_delete_whose_answer_was_lost_is_made_good_when_the_incident_comes_back()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().ThenActsInSilence();
        await ReconcileAsync(Canceled);

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.True(Assert.Single(Grafana.Annotations).Shows(Desired(AnIncident.Live())));
    }

    [Fact]
    public async Task A_lost_lease_stops_before_the_delete()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Calls.Clear();
        await LoseLeaseAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => ReconcileAsync(Canceled));

        Assert.Empty(Grafana.Writes);
    }
}
