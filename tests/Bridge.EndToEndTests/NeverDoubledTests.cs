using System.Text.Json.Nodes;
using Bridge.Simulator.Http;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>Promise 2: one incident never has two annotations where one is due.</summary>
public sealed class NeverDoubledTests
{
    public static readonly TheoryData<string> DoubtfulAnswers = ["lost", "truncated", "without id", "with id 0", "with a text as id"];

    [Fact]
    public async Task A_hundred_concurrent_copies_give_one_annotation()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        world.IncidentIo.Put(incident);
        var body = WebhookEvents.Updated(incident);
        var first = await world.Sender.SendAsync(body, TestContext.Current.CancellationToken);

        var copies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => world.Sender.SendAgainAsync(first, TestContext.Current.CancellationToken)));
        var others = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => world.Sender.SendAsync(body, TestContext.Current.CancellationToken)));
        await world.IdleAsync();

        Assert.All([.. copies, .. others], delivery => Assert.Equal(204, delivery.Status));
        Assert.Single(world.AnnotationsOf(incident));
        Assert.Single(world.Grafana.Requests, request => request.Method == "POST");
        var metrics = await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100, metrics["incidentbridge_webhook_accepted_total{result=\"duplicate\"}"]);
        Assert.Equal(101, metrics["incidentbridge_webhook_accepted_total{result=\"stored\"}"]);
    }

    [Theory]
    [MemberData(nameof(DoubtfulAnswers))]
    public async Task A_create_whose_answer_says_nothing_leaves_exactly_one_annotation(string answer)
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        world.Grafana.Faults.Once(
            answer switch
            {
                "lost" => Fault.AnswerLost,
                "truncated" => Fault.AnswerTruncated,
                "without id" => Fault.WithoutId,
                "with id 0" => Fault.WithId(JsonValue.Create(0)),
                _ => Fault.WithId(JsonValue.Create("abc")),
            },
            request => request.Method == "POST");

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync(
            "the doubtful create to be looked into", () => world.Grafana.Requests.Count(request => request.Method == "GET") > 1);
        await world.IdleAsync();

        Assert.Single(world.AnnotationsOf(incident));
        Assert.Single(world.Grafana.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_lost_database_is_rebuilt_by_adoption()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        await world.AnnounceAsync(incident);
        var before = await world.AnnotationAsync(incident, _ => true);
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        File.Delete(world.DatabasePath);

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(incident.Renamed("Checkout is down", world.Now.AddMinutes(3)));
        var after = await world.AnnotationAsync(incident, annotation => annotation.Text.Contains("Checkout is down", StringComparison.Ordinal));

        Assert.Equal(before.Id, after.Id);
    }

    [Fact]
    public async Task A_second_bridge_on_the_same_database_stops_at_its_start()
    {
        await using var world = await World.StartAsync();
        await using var second = new Simulator.Processes.BridgeProcess(world.Environment);

        second.Launch();
        var exitCode = await second.WaitForExitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Contains("Storage:Path", Assert.Single(second.Errors), StringComparison.Ordinal);
    }
}
