using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

public sealed class DeliveryLoopTests() : LoopFixture(("Reconciliation:MaxConcurrency", "2"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task What_is_due_at_the_start_is_worked_on()
    {
        await AnnounceAsync(1);

        await StartAsync();

        await ShownAsync(1);
        Assert.Single(Grafana.Annotations);
        Assert.Equal(["main", Lane.Incidents, 2, Now, Now.AddMinutes(2)], Store.Asked(nameof(IDeliveryQueue.ClaimAsync))[0].Take(5));
    }

    [Fact]
    public async Task What_an_outage_of_the_store_interrupted_goes_on_with_the_next_look_and_not_when_its_lease_runs_out()
    {
        var refused = 0;
        Store.Answers[nameof(IDeliveryQueue.CompleteAsync)] = _ =>
        {
            // Neither the end of the work can be noted nor that it failed; then the store is back, and no time passes.
            if (++refused == 2)
            {
                Store.Answers.Clear();
            }

            throw new StoreException("The store is away.");
        };
        await AnnounceAsync(1);

        await StartAsync();

        await ShownAsync(1);
        Assert.Single(Lines(EventIds.ClaimNotEnded, LogLevel.Error));
    }

    [Fact]
    public async Task A_webhook_is_worked_on_when_it_wakes_the_loop()
    {
        await StartAsync();
        await AnnounceAsync(1);

        Signal.Wake();

        await ShownAsync(1);
        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task Without_being_woken_the_loop_looks_after_five_seconds()
    {
        await StartAsync();
        await AnnounceAsync(1);
        Assert.Equal([Longest], Waits);

        await PassAsync(Longest);

        await ShownAsync(1);
    }

    [Fact]
    public async Task The_loop_looks_when_the_next_incident_is_due()
    {
        await AnnounceAsync(1);
        IncidentIo.ThenFails(HttpStatusCode.BadGateway);
        await StartAsync();
        await Eventually.IsTrueAsync(() => Waits.Contains(TimeSpan.FromSeconds(1)), "the loop waits for the retry");

        Time.Advance(TimeSpan.FromSeconds(1));

        await ShownAsync(1);
        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task No_more_are_worked_on_at_once_than_the_settings_say()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(3);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 2, "two were begun");
        Assert.Equal([Longest], Waits);

        await PassAsync(Longest);
        Assert.Equal(2, IncidentIo.Calls.Count);
        Assert.Single(Store.Asked(nameof(IDeliveryQueue.ClaimAsync)));
        answers["get " + Numbered(1, Resolved).Id].SetResult();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 3, "the third was begun when the first had ended");

        Assert.Equal(1, Store.Asked(nameof(IDeliveryQueue.ClaimAsync))[1][2]);
        foreach (var answer in answers.Values)
        {
            answer.TrySetResult();
            await ShownAsync(answers.Values.Count(held => held.Task.IsCompleted));
        }

        Assert.Equal(3, Grafana.Annotations.Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(16, 2)]
    public void What_is_beside_incidents_takes_half_of_the_requests_that_a_grafana_is_sent_at_once(int requests, int places)
    {
        var grafana = new InMemoryGrafana { MaxConcurrency = requests };

        Assert.Equal((2, places), (DeliveryLoop.RoomOf(grafana, Lane.Incidents, Settings.Reconciliation), DeliveryLoop.RoomOf(grafana, Lane.Others, Settings.Reconciliation)));
    }

    [Fact]
    public async Task What_is_beside_incidents_has_a_loop_with_a_name_of_its_own()
    {
        using var beside = LoopOf(Grafana, Time, Lane.Others);

        await beside.StartAsync(Cancellation);
        await Eventually.IsTrueAsync(() => Store.Asked(nameof(IDeliveryQueue.ClaimAsync)).Count == 1, "the loop has looked");
        await beside.StopAsync(Cancellation);

        Assert.Equal(Lane.Others, Store.Asked(nameof(IDeliveryQueue.ClaimAsync))[0][1]);
        Assert.Equal(["Work in progress in Grafana main beside incidents is finished."], Lines(EventIds.Stopped, LogLevel.Information));
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_told_and_asked_again()
    {
        await AnnounceAsync(1);
        Store.Fail(nameof(IDeliveryQueue.ClaimAsync));
        await StartAsync();
        Assert.Equal(
            ["The loop deliveries to Grafana main could not do its work: The store is away. It goes on in 1 s."], Lines(EventIds.LoopFailed, LogLevel.Warning));
        Assert.Equal([TimeSpan.FromSeconds(1)], Waits);

        Store.Answers.Clear();
        await PassAsync(TimeSpan.FromSeconds(1));

        await ShownAsync(1);
        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task A_loop_that_has_nothing_to_do_is_alive()
    {
        await StartAsync();
        for (var look = 0; look < 13; look++)
        {
            await PassAsync(Longest);
        }

        Assert.Empty(Health.Silent);
    }

    [Fact]
    public async Task A_loop_whose_store_never_answers_is_not_alive()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<ClaimResult>();
        Store.Answers[nameof(IDeliveryQueue.ClaimAsync)] = _ =>
        {
            asked.SetResult();
            return never.Task;
        };
        await Worker.StartAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);

        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["main"], Health.Silent);
        never.SetResult(new ClaimResult([], null));
    }
}
