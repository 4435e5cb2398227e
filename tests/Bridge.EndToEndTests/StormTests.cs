using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>A burst of webhooks is not a burst of requests.</summary>
public sealed class StormTests
{
    private const int Incidents = 60;
    private const int WebhooksEach = 100;

    [Fact]
    public async Task Six_thousand_webhooks_about_sixty_incidents_cost_a_fetch_a_second_and_three_writes_each()
    {
        await using var world = await World.StartAsync();
        var incidents = Enumerable.Range(1, Incidents).Select(number => world.Live(number)).ToList();
        incidents.ForEach(world.IncidentIo.Put);
        var started = TimeProvider.System.GetUtcNow();

        await SendToAllAsync(WebhooksEach / 2);
        var resolved = incidents.ConvertAll(incident => incident.Resolved(world.Now.AddMinutes(9)));
        resolved.ForEach(world.IncidentIo.Put);
        await SendToAllAsync(WebhooksEach / 2);
        await World.EventuallyAsync(
            "every annotation resolved",
            () => resolved.TrueForAll(incident => world.AnnotationsOf(incident).Any(found => found.Tags.Contains("status:resolved"))));
        await world.IdleAsync();

        Assert.All(resolved, incident =>
        {
            var fetches = world.IncidentIo.Requests.Where(request => request.Path.EndsWith(incident.Id, StringComparison.Ordinal)).ToList();
            var seconds = (fetches[^1].At - started).TotalSeconds;
            Assert.InRange(fetches.Count, 1, (int)Math.Ceiling(seconds) + 1);
            Assert.Equal(world.Now.AddMinutes(9), Assert.Single(world.AnnotationsOf(incident)).End);
        });
        var writes = world.Grafana.Requests.Count(request => request.Method is "POST" or "PUT" or "DELETE" or "PATCH");

        // One for its start, and two for its end, whose other tags make it another annotation.
        Assert.InRange(writes, Incidents, 3 * Incidents);

        Task SendToAllAsync(int each) => Parallel.ForEachAsync(
            Enumerable.Range(0, Incidents * each),
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = TestContext.Current.CancellationToken },
            async (index, cancellationToken) =>
            {
                var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(incidents[index % Incidents]), cancellationToken);
                Assert.Equal(204, delivery.Status);
            });
    }
}
