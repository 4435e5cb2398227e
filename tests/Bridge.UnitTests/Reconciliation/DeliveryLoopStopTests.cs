using Bridge.Observability;
using Bridge.Store;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The loop when the host stops.</summary>
public sealed class DeliveryLoopStopTests() : LoopFixture(("Reconciliation:MaxConcurrency", "2"))
{
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
        Assert.Empty(StoppedLines());
        answers.Values.Single().SetResult();
        await stop;

        Assert.Single(Grafana.Annotations);
        Assert.Single(IncidentIo.Calls);
        Assert.Equal(["Work in progress in Grafana main is finished."], StoppedLines());
    }

    [Fact]
    public async Task A_store_that_fails_while_the_host_stops_does_not_keep_what_was_begun_from_being_finished()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");
        var claims = new TaskCompletionSource<ClaimResult>();
        Store.Answers[nameof(IDeliveryQueue.ClaimAsync)] = _ => claims.Task;
        Signal.Wake();
        await Eventually.IsTrueAsync(() => Store.Asked(nameof(IDeliveryQueue.ClaimAsync)).Count == 2, "the store is asked");

        var stop = Worker.StopAsync(Cancellation);
        claims.SetException(new StoreException("The store is away."));
        answers.Values.Single().SetResult();
        await stop;

        Assert.True(Worker.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Single(Lines(EventIds.LoopFailed, LogLevel.Warning));
        Assert.Single(Grafana.Annotations);
        Assert.Single(StoppedLines());
    }

    [Fact]
    public async Task A_question_to_the_store_that_ends_with_the_host_is_no_fault()
    {
        var answers = HoldAnswers();
        await AnnounceAsync(1);
        await StartAsync();
        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "it was begun");
        Store.Answers[nameof(IDeliveryQueue.ClaimAsync)] = arguments =>
            new TaskCompletionSource<ClaimResult>().Task.WaitAsync((CancellationToken)arguments[^1]!);
        Signal.Wake();
        await Eventually.IsTrueAsync(() => Store.Asked(nameof(IDeliveryQueue.ClaimAsync)).Count == 2, "the store is asked");

        var stop = Worker.StopAsync(Cancellation);
        answers.Values.Single().SetResult();
        await stop;

        Assert.Single(Grafana.Annotations);
        Assert.Empty(Lines(EventIds.LoopFailed, LogLevel.Warning));
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

    private IReadOnlyList<string> StoppedLines() => Lines(EventIds.Stopped, LogLevel.Information);
}
