using System.Buffers;
using System.Text.Json;
using Bridge.Ports;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Webhooks;

/// <summary>
/// What the bridge reads of a verified webhook: what it is about. Names, summaries and everything else are skipped unread;
/// the state is fetched from the API.
/// </summary>
/// <remarks>
/// The body is <c>{"event_type": "T", "T": {payload}}</c>. Where the id lies in the payload, its type says (<see cref="SubjectEvent"/>). Source: incident.io's OpenAPI document, schemas <c>Webhooks…ResponseBody</c>.
/// </remarks>
/// <param name="Subject">What it is about; none when the event is about nothing that is shown.</param>
/// <param name="Visibility">What its type says of who may see that.</param>
internal readonly record struct WebhookEnvelope(SubjectId? Subject, Visibility Visibility = Visibility.Unknown)
{
    /// <summary>False when the body is not JSON, has no event type, or lacks the id that its event type promises.</summary>
    /// <param name="json">The verified body.</param>
    /// <param name="events">The event types that are about something that is shown.</param>
    /// <param name="envelope">What it is about.</param>
    public static bool TryRead(in ReadOnlySequence<byte> json, EventCatalog events, out WebhookEnvelope envelope)
    {
        envelope = default;
        try
        {
            return TryRead(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestLimits.JsonDepth }), events, out envelope);
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

    private static bool TryRead(Utf8JsonReader reader, EventCatalog events, out WebhookEnvelope envelope)
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
            else if (events.Find(ref reader) is { } payload)
            {
                reader.Read();
                id = EventCatalog.ReadId(ref reader, payload.IdPath);
                idIsOf = payload.Type;
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

        if (events.Find(eventType) is not { } known)
        {
            return true;
        }

        var found = SubjectId.TryCreate(known.Kind, idIsOf == eventType ? id : null, out var subject);
        envelope = new WebhookEnvelope(found ? subject : null, known.Visibility);
        return found;
    }
}
