using Bridge.Incidents;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Which states a delivery may be made with.</summary>
public sealed class StateAgeTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();
    private static readonly Incident Renamed = Resolved with { Name = "Checkout was slow" };

    [Fact]
    public async Task Two_grafanas_cost_one_read()
    {
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        await ReconcileAsync(Resolved.Id);

        Assert.Single(IncidentIo.Calls);
        Assert.All([Grafana, Other], grafana => Assert.Single(grafana.Annotations));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    public async Task A_remembered_state_from_before_the_event_or_of_its_very_time_is_not_shown(int millisecondsLater)
    {
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await DeliverAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromMilliseconds(millisecondsLater));
        IncidentIo.Has(Renamed);
        await WebhookAsync(Resolved.Id);

        await DeliverAsync(Resolved.Id, "other");

        Assert.Contains(Renamed.Name, Assert.Single(Other.Annotations).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_began_before_the_event_is_not_waited_for()
    {
        var answer = new TaskCompletionSource();
        IncidentIo.OnCall = (_, _) => answer.Task;
        await WebhookAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var first = Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);
        IncidentIo.OnCall = (_, _) => Task.CompletedTask;
        Time.Advance(TimeSpan.FromMilliseconds(1));
        IncidentIo.Has(Renamed);
        await WebhookAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        await DeliverAsync(Resolved.Id, "other");

        Assert.Contains(Renamed.Name, Assert.Single(Other.Annotations).Text, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);
        answer.SetResult();
        await first;
        Assert.Equal(2, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task When_the_state_was_asked_for_is_kept_with_what_failed_too_so_that_no_older_one_follows()
    {
        await ShowAsync(Resolved);
        Time.Advance(TimeSpan.FromSeconds(1));
        IncidentIo.Hides(Resolved.Id);

        await DeliverAsync(Resolved.Id);

        Assert.Equal(Now, (await WorkOnAsync(Resolved.Id))!.AskedAt);
    }
}
