using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>
/// A marked thing has the word in everything that somebody wrote, so that no member is left out of what privacy tests look for.
/// </summary>
public sealed class MarkerWordTests
{
    private const string Word = "xyzzy";

    private static readonly DateTimeOffset Day = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Members whose text is an id, a time or one of a fixed set of words.</summary>
    private static readonly HashSet<string> Fixed =
    [
        "id", "reference", "status", "status_category", "visibility", "event", "urgency", "role", "source_type", "timezone", "type",
        "incident_status", "component_status", "new_status", "permalink", "interval_type", "escalation_path_id",
        "alert_source_id", "alert_group_ids", "catalog_type_id", "slack_team_id", "rotation_id", "layer_id", "entry_id", "fingerprint",
        "status_page_id", "status_page_incident_id", "component_id", "event_type",
        "previous_status", "literal", "after", "after_url",
    ];

    [Fact]
    public async Task Everything_that_somebody_wrote_has_the_word()
    {
        var incident = SimulatedIncident.Declared(7, "Breach", Day).Marked(Word);
        var alert = SimulatedAlert.Firing(1, "High error rate", Day).WithPriority("P1", Day).WithAttribute("Team", Day, "Payments")
            .Marked(Word);
        var people = new[] { SimulatedPerson.Ada, SimulatedPerson.Grace };
        var escalation = SimulatedEscalation.Pending(1, alert, Day).Triggered(Day).UsersNotified(Day, [.. people])
            .ChannelsNotified(Day, "C02AW36C1M5").Acked(Day, SimulatedPerson.Grace).About(incident, Day);
        var schedule = SimulatedSchedule.Of(1, "Primary", Day).Rotating(Day, TimeSpan.FromDays(1), people)
            .Overridden(SimulatedPerson.Grace, Day, Day.AddHours(1), Day).Marked(Word);
        var page = SimulatedStatusPageIncident.Published(1, "Slow", Day).Hit("01COMPONENT", "full_outage", Day).Marked(Word);
        await using var world = await OnCallWorld.StartAsync();
        world.Api.Put(incident);
        world.Api.Put(alert);
        world.Api.Put(SimulatedAlertSource.Grafana.Marked(Word));
        world.Api.Put(SimulatedEscalationPath.Default.Marked(Word));
        world.Api.Put(escalation.Marked(Word));
        world.Api.Put((escalation with { Id = "01SECOND" }).By(SimulatedActor.Of(SimulatedPerson.Ada)).Marked(Word));
        world.Api.Put((escalation with { Id = "01THIRD" }).By(SimulatedActor.Workflow("Call everybody")).Marked(Word));
        world.Api.Put(SimulatedMaintenanceWindow.Planned(1, "Upgrade", Day, Day.AddHours(1)).Marked(Word));
        world.Api.Put(schedule);
        world.Api.Put(page);
        world.Api.Attach(alert, incident);

        var bodies = new List<JsonNode?>();
        foreach (var question in new[]
        {
            "/v2/alerts?page_size=50", "/v2/incident_alerts?page_size=50", "/v2/alert_sources", "/v2/escalations", "/v2/escalation_paths",
            "/v1/maintenance_windows", "/v2/schedules", $"/v2/status_page_incidents?status_page_id={page.StatusPageId}",
            $"/v2/schedule_entries?schedule_id={schedule.Id}&entry_window_start=2026-11-27T00:00:00Z",
        })
        {
            bodies.Add(await world.GetAsync(question));
        }

        bodies.AddRange(new[]
        {
            WebhookEvents.Created(alert),
            WebhookEvents.StatusUpdated(escalation.Marked(Word), "triggered", SimulatedActor.ApiKey("Robot").Marked(Word)),
            WebhookEvents.Updated(schedule),
            WebhookEvents.ShiftChanged(schedule, schedule.OnCallAt(Day), schedule.OnCallAt(Day.AddDays(1))),
            WebhookEvents.UpdateShared(page),
        }.Select(json => JsonNode.Parse(json)));

        var texts = bodies.SelectMany(body => Texts(body, "")).ToList();
        Assert.All(texts, text => Assert.True(text.Text.Contains(Word, StringComparison.Ordinal), $"{text.Where}: {text.Text}"));
        Assert.True(texts.Count > 100);
    }

    /// <summary>An incident has more members, which are incident.io's own or somebody else's; these are the ones that name it.</summary>
    [Fact]
    public async Task An_incident_has_the_word_in_its_name_its_summary_its_type_and_its_fields()
    {
        await using var world = await OnCallWorld.StartAsync();
        world.Api.Put(SimulatedIncident.Declared(7, "Breach", Day).WithCustomField("Service", "checkout", Day).Marked(Word));

        var incident = (await world.GetAsync("/v2/incidents/7"))["incident"]!;

        string?[] texts =
        [
            (string?)incident["name"], (string?)incident["summary"], (string?)incident["incident_type"]!["name"],
            (string?)incident["custom_field_entries"]![0]!["custom_field"]!["name"],
            (string?)incident["custom_field_entries"]![0]!["values"]![0]!["value_text"],
        ];
        Assert.All(texts, text => Assert.Contains(Word, text, StringComparison.Ordinal));
        Assert.Single(incident["custom_field_entries"]!.AsArray());
    }

    private static IEnumerable<(string Where, string Text)> Texts(JsonNode? node, string where) => node switch
    {
        JsonObject part when IsPriority(part) => [],
        JsonObject part => part.Where(member => !IsFixed(member.Key)).SelectMany(member => Texts(member.Value, member.Key)),
        JsonArray items => items.SelectMany(item => Texts(item, where)),
        JsonValue value when value.TryGetValue<string>(out var text) => [(where, text)],
        _ => [],
    };

    /// <summary>The attribute and the member that priorities come from, and a catalog entry's id in the place of its text.</summary>
    private static bool IsPriority(JsonObject part) =>
        (string?)(part["attribute"] as JsonObject)?["name"] == SimulatedAlert.Priority
        || (part.Count == 1 && (string?)(part["name"] as JsonValue) == "P1");

    private static bool IsFixed(string member) => Fixed.Contains(member) || member.EndsWith("_at", StringComparison.Ordinal);
}
