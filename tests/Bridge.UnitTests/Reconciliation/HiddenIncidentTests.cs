using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>incident.io says that there is no such incident: it was deleted, it turned private, or its webhook was faster than its API.</summary>
public sealed class HiddenIncidentTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task What_was_posted_of_it_is_hidden_at_once_and_the_incident_looked_for_again()
    {
        await ShowAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.All([Grafana, Other], grafana => Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(grafana.Annotations).Text));
        Assert.Equal(new WorkOutcome.Retry(FailureReason.NotFound, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
        Assert.Single(result.Steps);
        Assert.Equal(
            [.. new[] { "main", "other" }.Select(grafana =>
                $"incident.io does not show incident {AnIncident.Id} to the bridge any more. It may have turned private: the bridge hides what it posted in Grafana {grafana}.")],
            Lines(EventIds.IncidentHidden, LogLevel.Warning));
        Assert.Contains("not_found (incident.io does not show it to this key)", Lines(EventIds.ReconciliationRetried, LogLevel.Warning)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Whatever_incident_io_says_of_one_that_this_key_may_not_see_it_is_hidden(HttpStatusCode status)
    {
        await ShowAsync(Resolved);
        IncidentIo.ThenFails(status);

        await DeliverAsync(Resolved.Id);

        Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(Grafana.Annotations).Text);
    }

    [Fact]
    public async Task A_key_that_may_read_nothing_hides_nothing()
    {
        await ShowAsync(Resolved);
        IncidentIo.Roles = [];
        IncidentIo.ThenFails(HttpStatusCode.Forbidden);

        var result = await DeliverAsync(Resolved.Id);

        Assert.Equal(FailureReason.Auth, Assert.IsType<WorkOutcome.Retry>(result.Outcome).Reason);
        Assert.NotEqual(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(Grafana.Annotations).Text);
    }

    [Fact]
    public async Task What_is_hidden_already_is_not_told_of_again()
    {
        await ShowAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);
        await ReconcileAsync(Resolved.Id);

        await ReconcileAsync(Resolved.Id);

        Assert.Equal(2, Lines(EventIds.IncidentHidden, LogLevel.Warning).Count);
        Assert.Equal(["create", "delete 1", "create"], Grafana.Writes);
    }

    [Fact]
    public async Task What_a_bridge_before_this_one_posted_is_found_and_hidden()
    {
        Grafana.Add(Desired(Resolved));

        await ReconcileAsync(Resolved.Id);

        Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(Grafana.Annotations).Text);
    }

    [Fact]
    public async Task A_failure_that_says_nothing_of_the_incident_hides_nothing()
    {
        await ShowAsync(Resolved);
        var shown = Grafana.Annotations.Concat(Other.Annotations).ToList();
        IncidentIo.ThenFails(HttpStatusCode.InternalServerError);

        await DeliverAsync(Resolved.Id);

        Assert.Equal(shown, Grafana.Annotations.Concat(Other.Annotations));
        Assert.Empty(Lines(EventIds.IncidentHidden, LogLevel.Warning));
    }

    [Fact]
    public async Task Of_an_incident_of_which_nothing_was_posted_nothing_is_hidden()
    {
        await ReconcileAsync(Resolved.Id);

        Assert.Empty(Grafana.Writes);
        Assert.Empty(Lines(EventIds.IncidentHidden, LogLevel.Warning));
    }

    [Fact]
    public async Task What_could_not_be_hidden_decides_when_it_is_tried_again()
    {
        await ShowAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);
        Grafana.Down = InMemoryGrafana.Failure with { OfUpstream = true };
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await ReconcileAsync(Resolved.Id);
        }

        // Without it the fourth time that it is not found would make a dead letter, which is tried after ten minutes.
        Assert.Equal(Now.AddSeconds(8), (await WorkOnAsync(Resolved.Id))!.DueAt);
        Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(Other.Annotations).Text);
        Assert.Contains("network (search in Grafana main: ConnectionRefused)", Lines(EventIds.ReconciliationRetried, LogLevel.Debug)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_that_arrives_after_it_was_hidden_is_looked_for_in_time_and_taken_away()
    {
        IncidentIo.Has(Resolved);
        Grafana.ThenWorks().ThenHoldsBack("late");
        await ReconcileAsync(Resolved.Id);
        var arrivesBy = Now.AddMinutes(2);
        IncidentIo.Hides(Resolved.Id);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await ReconcileAsync(Resolved.Id);
        }

        // It is a dead letter by now, which would be tried again in an hour or more.
        Assert.Equal((true, arrivesBy), ((await WorkOnAsync(Resolved.Id))!.IsDeadLetter, (await WorkOnAsync(Resolved.Id))!.DueAt));
        Grafana.Arrives("late");
        Time.SetUtcNow(arrivesBy);
        await ReconcileAsync(Resolved.Id);
        Assert.DoesNotContain(Grafana.Annotations, annotation => annotation.Text != AnnotationText.Hidden(SubjectKind.Incident));
        Assert.DoesNotContain(await LedgerAsync(Resolved.Id), entry => entry.ConfirmAt is not null);
    }

    [Fact]
    public async Task A_grafana_that_could_not_be_searched_for_it_is_searched_again_soon()
    {
        Grafana.Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
    }
}
