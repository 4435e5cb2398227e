using System.Collections.Concurrent;
using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

public sealed class ReconciliationWorkerTests() : WorkerFixture(("Reconciliation:MaxConcurrency", "2"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task What_is_due_at_the_start_is_worked_on()
    {
        await AnnounceAsync(1);

        await StartAsync();

        await ShownAsync(1);
        Assert.Single(Grafana.Annotations);
        Assert.Equal([2, Now, Now.AddMinutes(2)], Store.Asked(nameof(IBridgeStore.ClaimAsync))[0].Take(3));
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

        await PassAsync(Longest);
        Assert.Equal(2, IncidentIo.Calls.Count);
        Assert.Single(Store.Asked(nameof(IBridgeStore.ClaimAsync)));
        answers["get " + Numbered(1, Resolved).Id].SetResult();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 3, "the third was begun when the first had ended");

        Assert.Equal(1, Store.Asked(nameof(IBridgeStore.ClaimAsync))[1][0]);
        foreach (var answer in answers.Values)
        {
            answer.TrySetResult();
            await ShownAsync(answers.Values.Count(held => held.Task.IsCompleted));
        }

        Assert.Equal(3, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_told_and_asked_again()
    {
        await AnnounceAsync(1);
        Store.Fail(nameof(IBridgeStore.ClaimAsync));
        await StartAsync();
        Assert.Equal(["The store could not be asked for work; trying again."], Lines(EventIds.LoopFailed, LogLevel.Error));
        Assert.Equal([Longest], Waits);

        Store.Answers.Clear();
        await PassAsync(Longest);

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

        Assert.True(Health.IsAlive);
    }

    [Fact]
    public async Task A_loop_whose_store_never_answers_is_not_alive()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<ClaimResult>();
        Store.Answers[nameof(IBridgeStore.ClaimAsync)] = _ =>
        {
            asked.SetResult();
            return never.Task;
        };
        await Worker.StartAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);

        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(Health.IsAlive);
        never.SetResult(new ClaimResult([], null));
    }

    [Fact]
    public async Task When_the_host_stops_what_was_begun_is_finished_and_nothing_more_is_begun()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");

        var stop = Worker.StopAsync(Cancellation);
        await AnnounceAsync(2);
        Signal.Wake();
        Assert.False(stop.IsCompleted);
        Assert.Empty(Lines(EventIds.Stopped, LogLevel.Information));
        answers.Values.Single().SetResult();
        await stop;

        Assert.Single(Grafana.Annotations);
        Assert.Single(IncidentIo.Calls);
        Assert.Equal(["Work in progress is finished."], Lines(EventIds.Stopped, LogLevel.Information));
    }

    [Fact]
    public async Task A_store_that_fails_while_the_host_stops_does_not_keep_what_was_begun_from_being_finished()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");
        var claims = new TaskCompletionSource<ClaimResult>();
        Store.Answers[nameof(IBridgeStore.ClaimAsync)] = _ => claims.Task;
        Signal.Wake();
        await Eventually.IsTrueAsync(() => Store.Asked(nameof(IBridgeStore.ClaimAsync)).Count == 2, "the store is asked");

        var stop = Worker.StopAsync(Cancellation);
        claims.SetException(new StoreException("The store is away."));
        answers.Values.Single().SetResult();
        await stop;

        Assert.True(Worker.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Single(Lines(EventIds.LoopFailed, LogLevel.Error));
        Assert.Single(Grafana.Annotations);
        Assert.Single(Lines(EventIds.Stopped, LogLevel.Information));
    }

    [Fact]
    public async Task A_question_to_the_store_that_ends_with_the_host_is_no_fault()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");
        Store.Answers[nameof(IBridgeStore.ClaimAsync)] = arguments =>
            new TaskCompletionSource<ClaimResult>().Task.WaitAsync((CancellationToken)arguments[^1]!);
        Signal.Wake();
        await Eventually.IsTrueAsync(() => Store.Asked(nameof(IBridgeStore.ClaimAsync)).Count == 2, "the store is asked");

        var stop = Worker.StopAsync(Cancellation);
        answers.Values.Single().SetResult();
        await stop;

        Assert.Single(Grafana.Annotations);
        Assert.Empty(Lines(EventIds.LoopFailed, LogLevel.Error));
    }

    [Fact]
    public async Task Work_that_outlasts_the_hosts_patience_is_left_to_its_lease()
    {
        HoldAnswers();
        var incidents = await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");
        using var patience = new CancellationTokenSource();

        var stop = Worker.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stop;

        await Worker.ExecuteTask!;
        Assert.Equal(Now.AddMinutes(2), (await WorkOnAsync(incidents[0].Id))!.LeaseUntil);
        Assert.Empty(Grafana.Annotations);
        Assert.Empty(Lines(EventIds.ReconciliationCrashed, LogLevel.Error));
    }

    /// <summary>incident.io answers a call when the test says so.</summary>
    private ConcurrentDictionary<string, TaskCompletionSource> HoldAnswers()
    {
        var answers = new ConcurrentDictionary<string, TaskCompletionSource>();
        IncidentIo.OnCall = (call, token) => answers.GetOrAdd(call, _ => new TaskCompletionSource()).Task.WaitAsync(token);
        return answers;
    }
}
