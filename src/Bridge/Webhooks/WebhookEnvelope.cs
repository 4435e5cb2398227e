using System.Buffers;
using System.Text.Json;
using Bridge.Ports;
using Bridge.Vocabulary;

namespace Bridge.Webhooks;

/// <summary>
/// What the bridge reads of a verified webhook: which incident it is about. Names, summaries and everything else are skipped unread;
/// the incident's state is fetched from the API.
/// </summary>
/// <remarks>
/// The body is <c>{"event_type": "T", "T": {payload}}</c>. The id lies in one of three places in the payload:
/// <c>id</c>, <c>incident.id</c> or <c>incident_id</c>. Source: incident.io's OpenAPI document, schemas <c>Webhooks…ResponseBody</c>.
/// </remarks>
internal readonly record struct WebhookEnvelope(SubjectId? Subject)
{
    /// <summary>False when the body is not JSON, has no event type, or lacks the id that its event type promises.</summary>
    /// <param name="json">The verified body.</param>
    /// <param name="envelope">The incident; none when the event is not about an incident.</param>
    public static bool TryRead(in ReadOnlySequence<byte> json, out WebhookEnvelope envelope)
    {
        envelope = default;
        try
        {
            return TryRead(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestLimits.JsonDepth }), out envelope);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Invalid UTF-8 inside a string that is read: the reader checks that only on access.
            return false;
        }
    }

    private static bool TryRead(Utf8JsonReader reader, out WebhookEnvelope envelope)
    {
        envelope = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        string? eventType = null;
        string? id = null;
        string? idIsOf = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event_type"u8))
            {
                reader.Read();
                eventType = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

                // Past an object or an array here: its members are not the envelope's.
                reader.Skip();
            }
            else if (IncidentEvent.Find(ref reader) is { } payload)
            {
                reader.Read();
                id = payload.ReadId(ref reader);
                idIsOf = payload.EventType;
            }
            else
            {
                reader.Skip();
            }
        }

        // The rest must be white space; Read throws on anything else.
        reader.Read();

        if (string.IsNullOrEmpty(eventType))
        {
            return false;
        }

        if (!IncidentEvent.IsKnown(eventType))
        {
            return true;
        }

        var found = SubjectId.TryCreate(SubjectKind.Incident, idIsOf == eventType ? id : null, out var incident);
        envelope = new WebhookEnvelope(found ? incident : null);
        return found;
    }
}
