using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.IntegrationTests.Hosting;
using Bridge.Webhooks;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>
/// The tests' payloads are read by the bridge, and are what incident.io's OpenAPI document promises, where a copy of that is at hand.
/// </summary>
public sealed class PayloadContractTests
{
    private const string Id = "01FDAG4SAP5TYPT98WGR2N7W91";

    public static TheoryData<string> EventTypeNames => [.. EventTypes.All.Keys];

    public static TheoryData<string> Incidents => ["as it is", "private", "without severity", "without a time", "resolved"];

    [Theory]
    [MemberData(nameof(EventTypeNames))]
    public async Task A_webhook_of_the_tests_is_one_of_incident_ios(string eventType)
    {
        var body = EventTypes.Body(eventType);

        Assert.True(WebhookEnvelope.TryRead(new ReadOnlySequence<byte>(body), EventCatalog.Incidents, out _));
        var contract = await IncidentIoContract.FindAsync();
        var faults = contract?.FaultsOfWebhook(eventType, Encoding.UTF8.GetString(body)) ?? "";
        Assert.True(faults.Length == 0, faults);
    }

    [Fact]
    public async Task No_event_type_of_incident_io_is_missing()
    {
        var contract = await IncidentIoContract.FindAsync();

        Assert.Equal((contract?.EventTypes ?? EventTypes.All.Keys).Order(), EventTypes.All.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Incidents))]
    public async Task An_incident_of_the_tests_is_one_of_incident_ios(string kind)
    {
        var plain = new IncidentPayload(Id);
        var payload = kind switch
        {
            "private" => plain with { Visibility = "private" },
            "without severity" => plain with { Severity = null, Category = "triage" },
            "without a time" => plain with { Timestamps = new() { ["Reported at"] = null } },
            "resolved" => plain with { Category = "closed", Timestamps = new() { ["Resolved at"] = plain.CreatedAt.AddHours(1) } },
            _ => plain,
        };

        var json = payload.ToJson();

        using var answer = JsonDocument.Parse(json);
        var reading = IncidentMapping.Read(answer.RootElement.GetProperty("incident"), "incident");
        Assert.Empty(reading.Faults);
        Assert.Equal((Id, payload.Name, payload.Severity), (reading.Incident!.Id.Value, reading.Incident.Name, reading.Incident.Severity?.Name));
        var contract = await IncidentIoContract.FindAsync();
        var faults = contract?.FaultsOfAnswer("/v2/incidents/{id}", json) ?? "";
        Assert.True(faults.Length == 0, faults);
    }
}
