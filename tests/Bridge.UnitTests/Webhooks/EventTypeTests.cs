using System.Text;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Every event type that incident.io's OpenAPI document names, with the payload's members that hold ids.</summary>
public sealed class EventTypeTests
{
    private const string Incident = "01FDAG4SAP5TYPT98WGR2N7W91";

    [Theory]
    [InlineData("public_incident.incident_created_v2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.incident_updated_v2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData(
        "public_incident.incident_status_updated_v2",
        """{"new_status":{"id":"x"},"incident":{"id":"01FDAG4SAP5TYPT98WGR2N7W91"},"previous_status":{"id":"y"}}""")]
    [InlineData("private_incident.incident_created_v2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("private_incident.incident_updated_v2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData(
        "private_incident.membership_granted_v1", """{"actor_user_id":"a","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91","user_id":"u"}""")]
    [InlineData("private_incident.membership_revoked_v1", """{"incident_id":"01FDAG4SAP5TYPT98WGR2N7W91","user_id":"u"}""")]
    public void A_change_of_an_incident_names_the_incident(string eventType, string payload)
    {
        Assert.True(TryRead(eventType, payload, out var envelope));

        Assert.Equal(Incident, envelope.Subject?.Value);
    }

    [Theory]
    [InlineData("public_incident.action_created_v1", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.action_updated_v1", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("private_incident.action_created_v1", """{"id":"x"}""")]
    [InlineData("private_incident.action_updated_v1", """{"id":"x"}""")]
    [InlineData("public_incident.follow_up_created_v1", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.follow_up_created_v2", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.follow_up_updated_v1", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.follow_up_updated_v2", """{"id":"x","incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("private_incident.follow_up_created_v1", """{"id":"x"}""")]
    [InlineData("private_incident.follow_up_created_v2", """{"id":"x"}""")]
    [InlineData("private_incident.follow_up_updated_v1", """{"id":"x"}""")]
    [InlineData("private_incident.follow_up_updated_v2", """{"id":"x"}""")]
    [InlineData("public_incident.postmortem_document_status_updated_v1", """{"postmortem_document":{"id":"x"}}""")]
    [InlineData("private_incident.postmortem_document_status_updated_v1", """{"id":"x"}""")]
    [InlineData("public_alert.alert_created_v1", """{"id":"x"}""")]
    [InlineData("public_alert.alert_resolved_v1", """{"id":"x"}""")]
    [InlineData("private_alert.alert_created_v1", """{"id":"x"}""")]
    [InlineData("private_alert.alert_resolved_v1", """{"id":"x"}""")]
    [InlineData("public_escalation.escalation_created_v1", """{"id":"x"}""")]
    [InlineData("public_escalation.escalation_status_updated_v1", """{"escalation":{"id":"x"},"new_status":"acked"}""")]
    [InlineData("private_escalation.escalation_created_v1", """{"id":"x"}""")]
    [InlineData("private_escalation.escalation_status_updated_v1", """{"id":"x"}""")]
    [InlineData("schedule.created_v1", """{"id":"x"}""")]
    [InlineData("schedule.updated_v1", """{"id":"x"}""")]
    [InlineData("schedule.deleted_v1", """{"id":"x"}""")]
    [InlineData("schedule.shift_change_v1", """{"schedule":{"id":"x"}}""")]
    [InlineData("public_incident.incident_updated_v3", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("PUBLIC_INCIDENT.INCIDENT_UPDATED_V2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("ping", "null")]
    public void Everything_else_is_valid_and_names_none(string eventType, string payload)
    {
        Assert.True(TryRead(eventType, payload, out var envelope));

        Assert.Null(envelope.Subject);
    }

    [Theory]
    [InlineData("public_incident.incident_updated_v2", """{"incident_id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.incident_updated_v2", """{"incident":{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}}""")]
    [InlineData("public_incident.incident_status_updated_v2", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.incident_status_updated_v2", """{"incident":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("public_incident.incident_status_updated_v2", """{"incident":[{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}]}""")]
    [InlineData("public_incident.incident_status_updated_v2", """["incident",{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}]""")]
    [InlineData("private_incident.membership_granted_v1", """{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("private_incident.incident_updated_v2", "\"01FDAG4SAP5TYPT98WGR2N7W91\"")]
    [InlineData("private_incident.incident_updated_v2", """["id","01FDAG4SAP5TYPT98WGR2N7W91"]""")]
    [InlineData("private_incident.incident_updated_v2", """{"id":{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}}""")]
    [InlineData("private_incident.incident_updated_v2", """{"id":["01FDAG4SAP5TYPT98WGR2N7W91"]}""")]
    [InlineData("private_incident.incident_updated_v2", """{"id":1}""")]
    [InlineData("private_incident.incident_updated_v2", """{"ID":"01FDAG4SAP5TYPT98WGR2N7W91"}""")]
    [InlineData("private_incident.incident_updated_v2", """{"more":{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}}""")]
    [InlineData("private_incident.incident_updated_v2", "{}")]
    [InlineData("private_incident.incident_updated_v2", "null")]
    public void An_id_in_another_place_than_the_event_type_promises_is_not_taken(string eventType, string payload)
    {
        Assert.False(TryRead(eventType, payload, out _));
    }

    private static bool TryRead(string eventType, string payload, out WebhookEnvelope envelope) => InPieces.TryRead(
        Encoding.UTF8.GetBytes($$"""{"event_type":"{{eventType}}","{{eventType}}":{{payload}}}"""), out envelope);
}
