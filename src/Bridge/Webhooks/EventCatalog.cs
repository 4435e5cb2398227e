using System.Text.Json;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Webhooks;

/// <summary>
/// Every event type that the bridge acts on: those of incidents, and those of the other kinds that are shown. Changes of actions, follow-ups and
/// post-mortems change no annotation, and their private forms carry another resource's id; they and all unknown types are acknowledged and ignored.
/// </summary>
/// <param name="others">Those of the other kinds.</param>
internal sealed class EventCatalog(IEnumerable<SubjectEvent> others)
{
    /// <summary>Who may see an incident, its state says.</summary>
    private static readonly SubjectEvent[] OfIncidents =
    [
        Incident("public_incident.incident_created_v2", "id"),
        Incident("public_incident.incident_updated_v2", "id"),
        Incident("public_incident.incident_status_updated_v2", "incident", "id"),
        Incident("private_incident.incident_created_v2", "id"),
        Incident("private_incident.incident_updated_v2", "id"),
        Incident("private_incident.membership_granted_v1", "incident_id"),
        Incident("private_incident.membership_revoked_v1", "incident_id"),
    ];

    public static readonly EventCatalog Incidents = new([]);

    private readonly SubjectEvent[] _all = [.. OfIncidents, .. others];

    public SubjectEvent? Find(string eventType) => Array.Find(_all, known => known.Type == eventType);

    /// <summary>The event whose payload is the member that the reader stands on.</summary>
    public SubjectEvent? Find(ref Utf8JsonReader reader)
    {
        foreach (var known in _all)
        {
            if (reader.ValueTextEquals(known.Type))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Reads the payload that the reader stands on to its end, and returns the id as it is written there.</summary>
    /// <param name="reader">Stands on the payload.</param>
    /// <param name="path">Where the id is.</param>
    public static string? ReadId(ref Utf8JsonReader reader, ReadOnlySpan<string> path)
    {
        string? value = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(path[0]);
            reader.Read();
            if (isWanted && path.Length > 1)
            {
                value = ReadId(ref reader, path[1..]);
            }
            else if (isWanted && reader.TokenType == JsonTokenType.String)
            {
                value = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        return value;
    }

    private static SubjectEvent Incident(string type, params string[] path) => new(type, SubjectKind.Incident, path, Visibility.Unknown);
}
