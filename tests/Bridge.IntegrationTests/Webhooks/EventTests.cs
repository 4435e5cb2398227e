using System.Buffers;
using System.Text;
using Bridge.Webhooks;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class EventTests(EventTests.LargeScene scene) : IClassFixture<EventTests.LargeScene>
{
    public static TheoryData<string> OfIncidents => [.. EventTypes.All.Where(pair => pair.Value.IsOfIncident).Select(pair => pair.Key)];

    public static TheoryData<string> OfOtherThings => [.. EventTypes.All.Where(pair => !pair.Value.IsOfIncident).Select(pair => pair.Key)];

    [Theory]
    [MemberData(nameof(OfIncidents))]
    public async Task A_change_of_an_incident_queues_it(string eventType)
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook() with { Body = EventTypes.Body(eventType) });

        observation.AssertStored(EventTypes.IncidentId);
    }

    [Theory]
    [MemberData(nameof(OfOtherThings))]
    [InlineData("public_incident.incident_updated_v9")]
    [InlineData("something.new_v1")]
    public async Task A_change_of_anything_else_is_acknowledged_and_never_looked_up(string eventType)
    {
        var body = EventTypes.All.ContainsKey(eventType)
            ? EventTypes.Body(eventType)
            : Encoding.UTF8.GetBytes($$"""{"event_type":"{{eventType}}","{{eventType}}":{"id":"{{EventTypes.IncidentId}}"} }""");

        var observation = await scene.SendAsync(WebhookScene.Webhook() with { Body = body });

        observation.AssertIgnored();
        Assert.All(scene.Bridge.IncidentIo.Calls, call => Assert.Equal("/v1/identity", call.RequestMessage.Path));
    }

    [Fact]
    public void Every_shape_is_used_and_read()
    {
        Assert.Equal(33, EventTypes.All.Count);
        Assert.Equal(EventTypes.Files.Order(), EventTypes.All.Values.Select(value => value.File).Distinct().Order());
        Assert.All(EventTypes.All, pair =>
        {
            Assert.True(WebhookEnvelope.TryRead(new ReadOnlySequence<byte>(EventTypes.Body(pair.Key)), EventCatalog.Incidents, out var envelope));
            Assert.Equal(pair.Value.IsOfIncident ? EventTypes.IncidentId : null, envelope.Subject?.Value);
        });
    }

    /// <summary>With room for a whole incident.</summary>
    public sealed class LargeScene() : WebhookScene(64 * 1024);
}
