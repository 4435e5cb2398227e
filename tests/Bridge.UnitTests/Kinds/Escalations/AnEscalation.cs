using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Kinds;
using Bridge.Kinds.Escalations;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>Escalations as incident.io sends them, of one day.</summary>
internal static class AnEscalation
{
    public const string Id = "01JPAGE0000000000000000001";
    public const string Path = "01JPATH0000000000000000001";
    public const string PublicSource = "01JSOURCE00000000000000001";
    public const string PrivateSource = "01JSOURCE00000000000000002";

    public static readonly SubjectId Subject = Parse(Id);

    public static readonly EscalationNames Names = new(
        new Dictionary<string, string> { [Path] = "Platform on call" },
        new Dictionary<string, AlertOrigin>
        {
            [PublicSource] = new("Grafana", Visibility.Public),
            [PrivateSource] = new("HR", Visibility.Private),
        });

    public static SubjectId Parse(string id) =>
        SubjectId.TryCreate(SubjectKind.Escalation, id, out var subject) ? subject : throw new ArgumentException("No id.", nameof(id));

    /// <summary>A time of the day.</summary>
    public static DateTimeOffset At(string clock) => AnIncident.DeclaredAt.Date + TimeSpan.Parse(clock, CultureInfo.InvariantCulture) is var time
        ? new DateTimeOffset(time, TimeSpan.Zero)
        : default;

    /// <summary>Made at 09:59 and changed last at 12:59, with a public alert and no incident.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="events">What happened, such as <c>10:00 triggered</c>.</param>
    public static JsonObject Json(string status, params IReadOnlyList<string> events) => new()
    {
        ["id"] = Id,
        ["title"] = "Checkout is slow",
        ["description"] = "The summary of an incident",
        ["status"] = status,
        ["priority"] = new JsonObject { ["name"] = "P1" },
        ["escalation_path_id"] = Path,
        ["events"] = new JsonArray([.. events.Select((happened, index) => Event(happened, index))]),
        ["related_alerts"] = new JsonArray(Alert("01JALERT000000000000000001", PublicSource)),
        ["related_incidents"] = new JsonArray(),
        ["creator"] = new JsonObject { ["alert"] = new JsonObject { ["id"] = "01JALERT000000000000000001", ["title"] = "Checkout is slow" } },
        ["created_at"] = Instant(At("09:59")),
        ["updated_at"] = Instant(At("12:59")),
    };

    public static JsonObject Alert(string id, string? source) => new()
    {
        ["id"] = id,
        ["title"] = "Error rate",
        ["status"] = "firing",
        ["deduplication_key"] = "check-1",
        ["alert_source_id"] = source,
    };

    public static JsonObject Incident(string id = AnIncident.Id, string reference = "INC-123", string visibility = "public") => new()
    {
        ["id"] = id,
        ["reference"] = reference,
        ["name"] = "The name of an incident",
        ["summary"] = "The summary of an incident",
        ["visibility"] = visibility,
        ["status_category"] = "active",
    };

    /// <summary>The same, about incidents and no alert.</summary>
    public static JsonObject About(this JsonObject escalation, params IReadOnlyList<JsonObject> incidents) =>
        escalation.With("related_incidents", new JsonArray([.. incidents])).With("related_alerts", new JsonArray()).With("creator", new JsonObject());

    public static JsonObject With(this JsonObject json, string member, JsonNode? value)
    {
        json[member] = value;
        return json;
    }

    public static JsonObject Without(this JsonObject json, string member)
    {
        json.Remove(member);
        return json;
    }

    public static (Escalation? Escalation, IReadOnlyList<ReadingFault> Faults) Read(JsonNode? json)
    {
        using var document = JsonDocument.Parse(json?.ToJsonString() ?? "null");
        return EscalationMapping.Read(document.RootElement, "escalation");
    }

    /// <summary>What is known of it, with the incidents that it belongs to as they are.</summary>
    public static Happening Of(JsonObject json, EscalationUntil until = EscalationUntil.Acknowledged, params IReadOnlyList<Subject?> parents)
    {
        var happening = EscalationMapping.Of(Read(json).Escalation!, Names, until);
        return happening with { Parents = [.. happening.BelongsTo.Zip(parents, (id, parent) => new Related(id, parent))] };
    }

    private static JsonObject Event(string happened, int index) => new()
    {
        ["id"] = $"01JEVENT{index}",
        ["event"] = happened.Split(' ')[1],
        ["occurred_at"] = Instant(At(happened.Split(' ')[0])),
        ["users"] = new JsonArray(new JsonObject { ["id"] = "01JUSER", ["name"] = "Ada Lovelace", ["email"] = "ada@example.com", ["slack_user_id"] = "UADA" }),
        ["channels"] = new JsonArray(new JsonObject { ["slack_channel_id"] = "CADA" }),
    };

    private static string Instant(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
