using System.Text.Json.Nodes;
using Bridge.IntegrationTests.Webhooks;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>
/// What the stand-in says of alerts, escalations and schedules is what incident.io's OpenAPI document promises, where a copy is at hand.
/// </summary>
public sealed class OnCallContractTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    private static readonly SimulatedIncident Incident =
        SimulatedIncident.Declared(7, "Checkout is slow", Day).Summarised("Carts time out.", Day).Live(Day);

    private static readonly SimulatedAlert Alert = SimulatedAlert.Firing(1, "High error rate", Day).WithPriority("P1", Day)
        .WithAttribute("Hosts", Day, "a", "b").WithAttribute("Team", Day, "Payments").InGroup("01GROUP", Day)
        .Described("5xx above 2 %", Day).Resolved(Day.AddHours(1)) with
    { SourceUrl = "https://grafana.example.com/alerting/1" };

    private static readonly SimulatedEscalation Escalation = SimulatedEscalation.Pending(1, Alert, Day).GracePeriodEntered(Day)
        .Triggered(Day.AddMinutes(1)).UsersNotified(Day.AddMinutes(1), SimulatedPerson.Ada, SimulatedPerson.Grace)
        .ChannelsNotified(Day.AddMinutes(2), "C02AW36C1M5").Acked(Day.AddMinutes(4), SimulatedPerson.Grace).About(Incident, Day);

    private static readonly SimulatedSchedule Schedule =
        SimulatedSchedule.Of(1, "Primary", Day).Rotating(Day, TimeSpan.FromDays(1), SimulatedPerson.Ada, SimulatedPerson.Grace);

    public static TheoryData<string> Paths =>
        ["/v2/alerts", "/v2/alerts/{id}", "/v2/incident_alerts", "/v2/escalations", "/v2/escalations/{id}"];

    public static TheoryData<string> Events => [.. Webhooks().Select(json => TypeOf(json))];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task An_answer_is_one_of_incident_ios(string path)
    {
        await using var world = await OnCallWorld.StartAsync();
        world.Api.Put(Incident);
        world.Api.Put(Alert);
        world.Api.Put(Escalation);
        world.Api.Attach(Alert, Incident);

        var body = await world.GetAsync(
            path.Replace("{id}", path.Contains("alert", StringComparison.Ordinal) ? Alert.Id : Escalation.Id, StringComparison.Ordinal)
            + (path.EndsWith('}') ? "" : "?page_size=50"));

        var contract = await IncidentIoContract.FindAsync();
        var faults = contract?.FaultsOfAnswer(path, AsKnown(body).ToJsonString()) ?? "";
        Assert.True(faults.Length == 0, faults);
        Assert.Contains("High error rate", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task An_event_is_one_of_incident_ios(string eventType)
    {
        var body = JsonNode.Parse(Webhooks().Single(json => TypeOf(json) == eventType))!.AsObject();

        var contract = await IncidentIoContract.FindAsync();
        var faults = contract?.FaultsOfWebhook(eventType, AsKnown(body).ToJsonString()) ?? "";
        Assert.True(faults.Length == 0, faults);
        Assert.Equal([eventType], body.Select(member => member.Key).Except(["event_type"]));
    }

    [Fact]
    public async Task All_events_of_alerts_escalations_and_schedules_are_there()
    {
        var contract = await IncidentIoContract.FindAsync();

        var promised = contract?.EventTypes.Where(type => type.Split('.')[0] is not ("public_incident" or "private_incident"));
        Assert.Equal((promised ?? Webhooks().Select(TypeOf)).Order(), Webhooks().Select(TypeOf).Order());
        Assert.Equal(12, Webhooks().Count);
    }

    [Fact]
    public void A_private_event_says_nothing_but_an_id()
    {
        foreach (var json in Webhooks().Where(json => TypeOf(json).StartsWith("private", StringComparison.Ordinal)))
        {
            var payload = JsonNode.Parse(json)![TypeOf(json)]!.AsObject();
            Assert.Equal(["id"], payload.Select(member => member.Key));
            Assert.Contains((string)payload["id"]!, new[] { Alert.Id, Escalation.Id });
        }
    }

    private static List<string> Webhooks() =>
    [
        WebhookEvents.Created(Alert),
        WebhookEvents.Resolved(Alert),
        WebhookEvents.Created(Alert.MadePrivate(Day)),
        WebhookEvents.Resolved(Alert.MadePrivate(Day)),
        WebhookEvents.Created(Escalation),
        WebhookEvents.StatusUpdated(Escalation, "triggered", SimulatedActor.Of(SimulatedPerson.Grace)),
        WebhookEvents.Created(Escalation.MadePrivate(Day)),
        WebhookEvents.StatusUpdated(Escalation.MadePrivate(Day), "triggered", SimulatedActor.Of(SimulatedPerson.Grace)),
        WebhookEvents.Created(Schedule),
        WebhookEvents.Updated(Schedule),
        WebhookEvents.Deleted(Schedule),
        WebhookEvents.ShiftChanged(Schedule, Schedule.OnCallAt(Day), Schedule.OnCallAt(Day.AddDays(1))),
    ];

    private static string TypeOf(string json) => (string)JsonNode.Parse(json)!["event_type"]!;

    /// <summary>Without what only newer versions of the document have: an escalation's description.</summary>
    private static JsonNode AsKnown(JsonNode node)
    {
        var known = node.DeepClone();
        foreach (var escalation in Objects(known).Where(part => part.ContainsKey("related_incidents")).ToList())
        {
            Assert.True(escalation.Remove("description"));
        }

        return known;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject part => part.SelectMany(member => Objects(member.Value)).Prepend(part),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };
}
