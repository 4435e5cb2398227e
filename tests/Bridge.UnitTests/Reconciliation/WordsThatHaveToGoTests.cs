using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A redaction that Grafana does not take: the words go all the same, and nothing makes a dead letter of it.</summary>
public sealed class WordsThatHaveToGoTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();
    private static readonly UpstreamFailure Client = new(FailureReason.Client, "HTTP 400");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redaction_that_is_refused_with_400_is_deleted_in_the_same_try_and_retried_soon(bool isHidden)
    {
        await ShowThenHideAsync(isHidden);
        Grafana.ThenWorks().Then(Client);

        var result = await DeliverAsync(Resolved.Id);

        Assert.Empty(Grafana.Annotations);
        Assert.Equal(new WorkOutcome.Retry(FailureReason.Client, Now.AddSeconds(1), IsUrgent: true) { AskedAt = Now }, result.Outcome);
        Assert.Equal(
            [$"Grafana main would not have the words of incident {AnIncident.Id} replaced, which have to go. The bridge has deleted the annotation."],
            Lines(EventIds.DeletedInstead, LogLevel.Warning));
        Assert.Empty(Lines(EventIds.DeadLettered, LogLevel.Error));
    }

    [Fact]
    public async Task What_was_deleted_instead_is_made_anew_without_its_words()
    {
        await ShowThenHideAsync(isHidden: false);
        Grafana.ThenWorks().Then(Client);
        await DeliverAsync(Resolved.Id);

        await DeliverAsync(Resolved.Id);

        Assert.DoesNotContain("Checkout", Assert.Single(Grafana.Annotations).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redaction_that_the_token_may_not_make_is_a_deletion_too()
    {
        await ShowThenHideAsync(isHidden: false);
        Grafana.ThenWorks().Then(InMemoryGrafana.Refusal);

        await DeliverAsync(Resolved.Id);

        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task Where_neither_works_it_is_retried_like_an_outage_however_often_it_fails()
    {
        await ShowThenHideAsync(isHidden: false);
        WorkOutcome? outcome = null;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            // The look, the update, and the deletion.
            Grafana.ThenWorks().Then(Client).Then(Client);
            outcome = (await DeliverAsync(Resolved.Id)).Outcome;
        }

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Client, Now.AddMinutes(1), IsUrgent: true) { AskedAt = Now }, outcome);
    }

    [Fact]
    public async Task While_grafana_as_a_whole_is_away_nothing_is_deleted_instead()
    {
        await ShowThenHideAsync(isHidden: false);
        Grafana.Down = new UpstreamFailure(FailureReason.Client, "HTTP 404", OfUpstream: true);

        var result = await DeliverAsync(Resolved.Id);

        Assert.True(Assert.IsType<WorkOutcome.Retry>(result.Outcome).IsUrgent);
        Assert.Single(Grafana.Annotations);
        Assert.Equal("find", Grafana.Calls[^1]);
    }

    [Fact]
    public async Task A_redaction_that_was_held_goes_before_all_else_when_grafana_is_back()
    {
        await ShowThenHideAsync(isHidden: false);
        Grafana.HeldUntil = Now.AddMinutes(1);
        await DeliverAsync(Resolved.Id);
        await WebhookAsync(Numbered(2, Resolved).Id);
        Grafana.HeldUntil = null;

        Assert.Equal(Resolved.Id, (await DueAsync(Now.AddSeconds(1)))[0].Subject);
    }

    [Fact]
    public async Task A_redaction_that_failed_goes_before_what_is_due_for_longer()
    {
        await WebhookAsync(Numbered(2, Resolved).Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        await ShowThenHideAsync(isHidden: false);
        Grafana.Then(InMemoryGrafana.Failure);
        await DeliverAsync(Resolved.Id);

        Assert.Equal([Resolved.Id, Numbered(2, Resolved).Id], (await DueAsync(Now.AddSeconds(2))).Select(due => due.Subject));
    }

    [Fact]
    public async Task A_failure_of_anything_else_is_not_urgent()
    {
        await ShowAsync(Resolved);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var result = await DeliverAsync(Resolved.Id);

        Assert.False(Assert.IsType<WorkOutcome.Retry>(result.Outcome).IsUrgent);
        Assert.Equal(AnnotationStatus.Resolved, AnnotationTags.StatusOf(Assert.Single(Grafana.Annotations).Tags));
    }

    private async Task ShowThenHideAsync(bool isHidden)
    {
        await ShowAsync(Resolved);
        if (isHidden)
        {
            IncidentIo.Hides(Resolved.Id);
        }
        else
        {
            IncidentIo.Has(Resolved.Private());
        }
    }
}
