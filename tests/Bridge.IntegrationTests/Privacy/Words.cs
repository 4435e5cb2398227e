using System.Net;
using System.Text;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Privacy;

/// <summary>An incident that has a marker wherever a person can type.</summary>
internal static class Words
{
    /// <summary>Whatever a template can say of an incident.</summary>
    public const string EveryField =
        "{{ incident.reference }} {{ incident.name }} {{ incident.summary }} {{ incident.link }} {{ incident.mode }} {{ incident.type }} "
        + "{{ incident.visibility }} {{ incident.status }} {{ incident.severity.name }} {{ incident.severity.rank }} "
        + "{{ incident.custom_fields['Affected service'] }} "
        + "{% for value in incident.custom_field_values['Affected service'] %}{{ value }}{% endfor %} "
        + "{{ incident.duration }} {{ start }} {{ end }} {{ duration }} {{ part }} {{ status }} {{ is_private }}";

    public static string NewMarker() => $"zebra{Guid.NewGuid():N}";

    public static IncidentPayload PrivateWith(string marker) => new($"incident-{Guid.NewGuid():N}")
    {
        Visibility = "private",
        Name = $"Name {marker}",
        Summary = $"Summary {marker}",
        CustomField = $"Field {marker}",
        Type = $"Type {marker}",
        Status = $"Status {marker}",
    };

    /// <summary>Announces it by a webhook from before it was private, which still has all of its words.</summary>
    public static async Task SendWithWordsAsync(BridgeInstance bridge, IncidentPayload incident)
    {
        const string Event = "public_incident.incident_updated_v2";
        bridge.IncidentIo.Has(incident);
        var webhook = new TestWebhook { Body = Encoding.UTF8.GetBytes($$"""{ "event_type":"{{Event}}", "{{Event}}":{{incident.ToPayloadJson()}} }""") };
        using var answer = await bridge.Webhooks.SendAsync(webhook.ToRequest(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
