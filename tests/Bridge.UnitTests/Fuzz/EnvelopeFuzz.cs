using System.Text;
using Bridge.UnitTests.Webhooks;

namespace Bridge.UnitTests.Fuzz;

/// <summary>The verified body. An incident comes out only if its id stands in the text.</summary>
internal sealed class EnvelopeFuzz : IFuzzTarget
{
    private static readonly string[] Bodies =
    [
        """{"event_type":"public_incident.incident_created_v2","public_incident.incident_created_v2":{"id":"01ABC","name":"A \"b\" é🔥","custom_field_entries":[{"a":[1,{"id":"no"}]}]}}""",
        """{"event_type":"public_incident.incident_status_updated_v2","public_incident.incident_status_updated_v2":{"incident":{"id":"01ABC"},"new_status":{"id":"s"}}}""",
        """{"event_type":"private_incident.membership_granted_v1","private_incident.membership_granted_v1":{"incident_id":"01ABC","user_id":"u"}}""",
        """{"event_type":"private_incident.incident_updated_v2","private_incident.incident_updated_v2":{"id":"01ABC"}}""",
        """{"event_type":"ping","ping":{"id":"x"}}""",
    ];

    public string Feed(Random random)
    {
        var body = Mutation.JsonBytes(random, Mutation.OneOf(random, Bodies));

        var isEvent = InPieces.TryRead(body, out var envelope);

        if (envelope.Subject is not { } incident)
        {
            return isEvent ? "ignored" : "refused";
        }

        Assert.True(isEvent);
        Assert.Matches("^[A-Za-z0-9_-]{1,100}$", incident.Value);

        // An escaped letter is as good as the letter; then only the form of the id can be looked at.
        var text = Encoding.Latin1.GetString(body);
        Assert.True(
            text.Contains($"\"{incident.Value}\"", StringComparison.Ordinal) || text.Contains("\\u", StringComparison.Ordinal),
            "an id came out that is not in the body");
        return "incident";
    }
}
