using System.Text.Json;

namespace Bridge.Webhooks;

/// <summary>An event type that announces a change of an incident, and where its payload keeps the incident's id.</summary>
internal sealed class IncidentEvent
{
    /// <summary>
    /// Every event type that the bridge acts on. Changes of actions, follow-ups and post-mortems change no annotation, and their private
    /// forms carry another resource's id; they and all unknown types are acknowledged and ignored.
    /// </summary>
    private static readonly IncidentEvent[] All =
    [
        new("public_incident.incident_created_v2", IdPath.Id),
        new("public_incident.incident_updated_v2", IdPath.Id),
        new("public_incident.incident_status_updated_v2", IdPath.IncidentDotId),
        new("private_incident.incident_created_v2", IdPath.Id),
        new("private_incident.incident_updated_v2", IdPath.Id),
        new("private_incident.membership_granted_v1", IdPath.IncidentId),
        new("private_incident.membership_revoked_v1", IdPath.IncidentId),
    ];

    private readonly IdPath _path;

    private IncidentEvent(string eventType, IdPath path) => (EventType, _path) = (eventType, path);

    private enum IdPath
    {
        Id,
        IncidentDotId,
        IncidentId,
    }

    public string EventType { get; }

    public static bool IsKnown(string eventType) => Array.Exists(All, known => known.EventType == eventType);

    /// <summary>The event whose payload is the member that the reader stands on.</summary>
    public static IncidentEvent? Find(ref Utf8JsonReader reader)
    {
        foreach (var known in All)
        {
            if (reader.ValueTextEquals(known.EventType))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Reads the payload that the reader stands on to its end, and returns the incident's id as it is written there.</summary>
    public string? ReadId(ref Utf8JsonReader reader) => _path switch
    {
        IdPath.Id => ReadMember(ref reader, "id"u8),
        IdPath.IncidentId => ReadMember(ref reader, "incident_id"u8),
        IdPath.IncidentDotId => ReadNestedId(ref reader),
        _ => throw new InvalidOperationException($"No path is known for {_path}."),
    };

    private static string? ReadNestedId(ref Utf8JsonReader reader)
    {
        string? id = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIncident = reader.ValueTextEquals("incident"u8);
            reader.Read();
            if (isIncident)
            {
                id = ReadMember(ref reader, "id"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    private static string? ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        string? value = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted && reader.TokenType == JsonTokenType.String)
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
}
