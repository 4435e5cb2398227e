using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>A schedule in the shapes of <c>ScheduleSlimV2</c> and <c>ScheduleV2</c>, and the list of them.</summary>
internal static class ScheduleDocument
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 10_000;

    /// <summary>As webhooks name it.</summary>
    public static JsonObject Slim(SimulatedSchedule schedule) => new()
    {
        ["id"] = schedule.Id,
        ["name"] = schedule.Name,
        ["timezone"] = schedule.TimeZone,
        ["team_ids"] = new JsonArray(),
        ["created_at"] = IncidentDocument.Instant(schedule.CreatedAt),
        ["updated_at"] = IncidentDocument.Instant(schedule.UpdatedAt),
    };

    /// <param name="schedule">What is shown.</param>
    /// <param name="now">Null where current and next shifts are left out.</param>
    public static JsonObject Of(SimulatedSchedule schedule, DateTimeOffset? now)
    {
        var document = Slim(schedule);
        document["permalink"] = $"https://app.incident.io/example/on-call/schedules/{schedule.Id}";
        document["annotations"] = new JsonObject();
        document["config"] = new JsonObject { ["rotations"] = new JsonArray([.. Rotations(schedule)]) };
        if (now is { } time)
        {
            var shifts = schedule.Final;
            document["current_shifts"] = Shifts(shifts.Where(shift => shift.StartAt <= time && time < shift.EndAt));
            document["next_shifts"] = Shifts(shifts.Where(shift => shift.StartAt > time).Take(1));
        }

        return document;
    }

    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedSchedule> schedules, DateTimeOffset now)
    {
        var query = new ListQuery(request, MaxPageSize, DefaultPageSize) { CountsAll = true };
        var saysShifts = query.PageSize() <= DefaultPageSize;
        return query.Page(
            "schedules",
            [.. schedules.OrderBy(schedule => schedule.Id, StringComparer.Ordinal)],
            schedule => schedule.Id,
            schedule => Of(schedule, saysShifts ? now : null));
    }

    public static JsonArray Shifts(IEnumerable<SimulatedShift> shifts) => new([.. shifts.Select(Shift)]);

    private static JsonObject Shift(SimulatedShift shift)
    {
        var document = new JsonObject
        {
            ["start_at"] = IncidentDocument.Instant(shift.StartAt),
            ["end_at"] = IncidentDocument.Instant(shift.EndAt),
            ["rotation_id"] = shift.RotationId,
            ["layer_id"] = shift.LayerId,
            ["entry_id"] = $"entry-{shift.StartAt.ToUnixTimeSeconds()}",
        };
        if (shift.Fingerprint is not null)
        {
            document["fingerprint"] = shift.Fingerprint;
        }

        if (shift.Person is { } person)
        {
            document["user"] = PersonDocument.Of(person);
        }

        return document;
    }

    private static IEnumerable<JsonObject> Rotations(SimulatedSchedule schedule) =>
        schedule.Scheduled.GroupBy(shift => shift.RotationId).Select(rotation => new JsonObject
        {
            ["id"] = rotation.Key,
            ["name"] = schedule.RotationName,
            ["users"] = PersonDocument.Of(rotation.Select(shift => shift.Person).OfType<SimulatedPerson>().Distinct()),
            ["handovers"] = new JsonArray(new JsonObject { ["interval"] = 1, ["interval_type"] = "weekly" }),
            ["layers"] = new JsonArray(
            [
                .. rotation.Select(shift => shift.LayerId).Distinct()
                    .Select((id, index) => new JsonObject { ["id"] = id, ["name"] = $"{schedule.LayerName} {index + 1}" }),
            ]),
            ["working_intervals"] = new JsonArray(),
            ["handover_start_at"] = IncidentDocument.Instant(rotation.Min(shift => shift.StartAt)),
        });
}
