using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// <c>GET /v2/schedule_entries</c>: the shifts of a window of time. A page ends at a moment, at which the next one begins, so that a shift
/// which goes on then is in both.
/// </summary>
internal static class ShiftList
{
    /// <summary>Handovers in a page. Smaller than the API's, so that whoever reads one page is found out.</summary>
    private const int HandoversPerPage = 3;

    /// <summary>How far it looks where no end is asked for; the real length is not documented.</summary>
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(7);

    /// <param name="request">Its query.</param>
    /// <param name="find">The schedule of this id, if there is one.</param>
    /// <param name="now">Where the window begins if nothing else is asked for.</param>
    /// <param name="api">Where this stand-in listens.</param>
    public static Answer Page(RecordedRequest request, Func<string, SimulatedSchedule?> find, DateTimeOffset now, Uri api)
    {
        var id = request.QueryValue("schedule_id");
        if (id.Length == 0)
        {
            return IncidentIoError.Invalid("schedule_id", "is required");
        }

        if (!TryTime(request, "entry_window_start", now, out var from)
            || !TryTime(request, "entry_window_end", from + DefaultWindow, out var to))
        {
            return IncidentIoError.Invalid("entry_window_start", "must be a time, and so must entry_window_end");
        }

        return find(id) is { } schedule ? Answer.Json(200, Body(schedule, from, to, api)) : IncidentIoError.NotFound("Schedule");
    }

    private static JsonObject Body(SimulatedSchedule schedule, DateTimeOffset from, DateTimeOffset to, Uri api)
    {
        var next = schedule.Final.Select(shift => shift.StartAt).Where(start => start > from && start < to)
            .Distinct().Order().Skip(HandoversPerPage).Select(start => (DateTimeOffset?)start).FirstOrDefault();
        var until = next ?? to;
        var body = new JsonObject
        {
            ["schedule_entries"] = new JsonObject
            {
                ["final"] = Shown(schedule.Final),
                ["overrides"] = Shown(schedule.Overrides),
                ["scheduled"] = Shown(schedule.Scheduled),
            },
        };
        if (next is { } start)
        {
            var after = IncidentDocument.Instant(start);
            var query = $"schedule_id={schedule.Id}&entry_window_start={after}&entry_window_end={IncidentDocument.Instant(to)}";
            body["pagination_meta"] = new JsonObject
            {
                ["after"] = after,
                ["after_url"] = new Uri(api, $"/v2/schedule_entries?{query}").AbsoluteUri,
            };
        }

        return body;

        JsonArray Shown(IEnumerable<SimulatedShift> shifts) => ScheduleDocument.Shifts(shifts.Where(shift => shift.Overlaps(from, until)));
    }

    private static bool TryTime(RecordedRequest request, string name, DateTimeOffset unasked, out DateTimeOffset time)
    {
        var text = request.QueryValue(name);
        time = unasked;
        return text.Length == 0 || ListQuery.TryInstant(text, out time);
    }
}
