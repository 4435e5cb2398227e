using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Maintenance;

/// <summary>From incident.io's JSON to a <see cref="Happening"/>. Who leads the work is not read.</summary>
internal static class MaintenanceMapping
{
    /// <summary>Reads one window. It needs an id, a start and an end.</summary>
    /// <param name="element">What stands in the place of a window.</param>
    /// <param name="path">That place.</param>
    /// <param name="now">When it was asked for.</param>
    public static (Happening? Window, IReadOnlyList<ReadingFault> Faults) Read(JsonElement element, string path, DateTimeOffset now)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, path, odd);
        SubjectId? id = SubjectId.TryCreate(SubjectKind.Maintenance, json.Text("id"), out var given) ? given : null;
        var (start, end) = (json.Time("start_at"), json.Time("end_at"));
        var lacking = !json.IsObject ? path
            : id is null ? json.PathOf("id")
            : start is null ? json.PathOf("start_at")
            : end is null ? json.PathOf("end_at")
            : null;
        if (lacking is not null)
        {
            return (null, [new ReadingFault(id, lacking, IsUnreadable: true)]);
        }

        // What is archived is over: if that was before it began, it never was.
        var archivedAt = json.Time("archived_at");
        var over = archivedAt < end ? archivedAt.Value : end!.Value;
        var window = new Happening
        {
            Id = given,
            Visibility = Visibility.Public,
            Title = json.Text("name")?.Trim() ?? "",
            Start = start!.Value,
            End = over,
            IsOver = over <= now,
            UpdatedAt = json.Time("updated_at") ?? archivedAt ?? start.Value,
        };
        return (window, [.. odd.Distinct().Select(member => new ReadingFault(given, member, IsUnreadable: false))]);
    }
}
