using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Maintenance;

/// <summary>A maintenance window as incident.io has it, of which a test changes what it likes: <c>AWindow.Planned with { … }</c>.</summary>
internal sealed record AWindow
{
    public static readonly DateTimeOffset From = new(2026, 3, 1, 18, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset To = From.AddHours(2);

    public static AWindow Planned { get; } = new();

    public string Id { get; init; } = "01WINDOW";

    public string Name { get; init; } = "Move the database";

    public DateTimeOffset StartAt { get; init; } = From;

    public DateTimeOffset EndAt { get; init; } = To;

    public DateTimeOffset? ArchivedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; } = From.AddDays(-1);

    public SubjectId Subject => SubjectId.Parse($"maintenance:{Id}");

    /// <summary>In which list it stands.</summary>
    public string StatusAt(DateTimeOffset now) => now < StartAt ? "upcoming" : now < EndAt ? "active" : "past";

    public JsonObject Json() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["start_at"] = Time(StartAt),
        ["end_at"] = Time(EndAt),
        ["archived_at"] = ArchivedAt is { } archived ? Time(archived) : null,
        ["updated_at"] = Time(UpdatedAt),
        ["created_at"] = Time(UpdatedAt),
        ["lead"] = new JsonObject { ["id"] = "01ZEBRAPERSON", ["name"] = "Zebra Quagga", ["email"] = "zebra@quagga.example", ["slack_user_id"] = "UZEBRA" },
        ["resolve_on_end"] = true,
        ["reroute_on_end"] = false,
    };

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
