using System.Text;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Whatever stands where a payload is expected is passed over whole.</summary>
public sealed class EnvelopeSkipTests
{
    [Theory]
    [InlineData("public_incident.incident_updated_v2", """["x",{"id":"INC1"}]""")]
    [InlineData("public_incident.incident_status_updated_v2", """["x",{"id":"INC1"}]""")]
    [InlineData("public_incident.incident_status_updated_v2", """{"incident":["x",{"id":"INC1"}]}""")]
    [InlineData("private_incident.membership_granted_v1", """["x"]""")]
    [InlineData("private_incident.membership_granted_v1", "null")]
    public void What_is_no_payload_does_not_keep_the_event_type_from_being_read(string member, string value)
    {
        var json = $$"""{"{{member}}":{{value}},"event_type":"ping"}""";

        Assert.True(InPieces.TryRead(Encoding.UTF8.GetBytes(json), out var envelope));
        Assert.Null(envelope.Subject);
    }
}
