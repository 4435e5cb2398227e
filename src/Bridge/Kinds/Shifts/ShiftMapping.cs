using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Shifts;

/// <summary>From incident.io's JSON to <see cref="Happening"/>s. Of a person only the name is read.</summary>
internal static class ShiftMapping
{
    /// <summary>
    /// How long after its end a shift is still compared with the schedule. Edits rewrite the past too; what is older stays as it was.
    /// </summary>
    public static readonly TimeSpan Reach = TimeSpan.FromHours(25);

    private const string Path = "schedule_entries.final[]";

    /// <summary>
    /// A handover is over the moment it happens. So it never counts among what is open, whosever shift goes on; in the ledger it stays open for as
    /// long as an edit can take it back.
    /// </summary>
    private const string Handover = "resolved";

    /// <summary>Reads a schedule. It needs an id.</summary>
    public static Schedule? ReadSchedule(LenientJson json) =>
        json.Text("id") is { Length: > 0 } id ? new Schedule(id, json.Text("name")?.Trim() ?? "") : null;

    /// <summary>
    /// Reads the entries of a schedule, in the order in which they begin. Each needs a start and an end. Those that begin at the same time in one
    /// layer are one shift, as one that runs over the end of a page is in both.
    /// </summary>
    /// <param name="entries">What stands in the places of entries.</param>
    /// <param name="schedule">Whose.</param>
    /// <param name="now">When they were asked for.</param>
    public static (IReadOnlyList<Happening> Shifts, IReadOnlyList<ReadingFault> Faults) Read(
        IEnumerable<JsonElement> entries, Schedule schedule, DateTimeOffset now)
    {
        var faults = new List<ReadingFault>();
        var read = new List<Entry>();
        foreach (var element in entries)
        {
            var (entry, found) = ReadEntry(element, schedule);
            faults.AddRange(found);
            read.AddRange(entry is null ? [] : [entry]);
        }

        return ([.. read.GroupBy(entry => entry.Id).Select(entry => Shift([.. entry], schedule, now)).OrderBy(shift => shift.Start)], [.. faults.Distinct()]);
    }

    private static Happening Shift(IReadOnlyList<Entry> entries, Schedule schedule, DateTimeOffset now)
    {
        var (start, end) = (entries[0].Start, entries.Max(entry => entry.End));
        List<string> people = [.. entries.Select(entry => entry.Person).OfType<string>().Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        var isNobody = entries.All(entry => entry.Person is null);
        return new Happening
        {
            Id = entries[0].Id,
            Visibility = Visibility.Public,
            Title = schedule.Name,
            Start = start,
            End = end,
            OverAt = end + Reach,
            IsOver = end + Reach <= now,
            State = Handover,
            Facts =
            [
                new Fact("schedule", schedule.Name, Sensitivity.Confidential) { IsTag = true, IsText = false },
                .. isNobody ? [new Fact("on-call", "nobody on call", Sensitivity.Public)] : Array.Empty<Fact>(),
                .. people.Select(name => new Fact("person", name, Sensitivity.Personal)),
            ],
            UpdatedAt = start,
        };
    }

    private static (Entry? Entry, IEnumerable<ReadingFault> Faults) ReadEntry(JsonElement element, Schedule schedule)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, Path, odd);
        var (start, end) = (json.Time("start_at"), json.Time("end_at"));
        var id = start is { } begin ? ShiftId.Of(schedule.Id, begin, json.Text("rotation_id"), json.Text("layer_id")) : null;
        var lacking = !json.IsObject ? Path
            : start is null ? json.PathOf("start_at")
            : end is null ? json.PathOf("end_at")
            : id is null ? "schedule.id"
            : null;
        if (lacking is not null)
        {
            return (null, [new ReadingFault(id, lacking, IsUnreadable: true)]);
        }

        var user = json.Object("user");
        var person = user.IsObject ? user.Text("name")?.Trim() ?? "" : null;
        var milliseconds = DateTimeOffset.FromUnixTimeMilliseconds(start!.Value.ToUnixTimeMilliseconds());
        return (new Entry(id!.Value, milliseconds, end!.Value, person), odd.Select(member => new ReadingFault(id, member, IsUnreadable: false)));
    }

    /// <param name="Id">Of the shift that it is.</param>
    /// <param name="Start">In whole milliseconds, as the id has it.</param>
    /// <param name="End">When the next one begins.</param>
    /// <param name="Person">A name, if it is known; none where nobody is on call.</param>
    private sealed record Entry(SubjectId Id, DateTimeOffset Start, DateTimeOffset End, string? Person)
    {
        // A record prints its members, and one is a name.
        public override string ToString() => Id.ToString();
    }
}

/// <param name="Id">As incident.io gives it.</param>
/// <param name="Name">What it is called.</param>
internal sealed record Schedule(string Id, string Name);
