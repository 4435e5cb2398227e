using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Shifts;

/// <summary>
/// Reads the shifts of the schedules that settings name: those of the last day, and those that begin before the next list, so that a handover is
/// shown when it happens and not when it is found.
/// </summary>
/// <param name="options">Which schedules.</param>
/// <param name="interval">The time between two lists.</param>
/// <param name="api">The schedules.</param>
/// <param name="requests">How incident.io is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class ShiftSource(ShiftOptions options, TimeSpan interval, IScheduleApi api, IncidentIoRequests requests, TimeProvider time)
    : ISubjectSource, ISubjectListing
{
    /// <summary>More than most have; incident.io would give 10,000 at once.</summary>
    private const int PageSize = 250;

    /// <summary>Clocks differ, and a list takes its time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly Sightings _sightings = new(time);

    public SubjectKind Kind => SubjectKind.Shift;

    public string Scope => options.Scope;

    /// <summary>A shift, or a schedule, as webhooks name it. What the schedule has no more is no secret; it was rewritten, and is gone.</summary>
    public async Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        var isShift = ShiftId.TryRead(id, out var scheduleId, out var start);
        var (schedule, failure) = await ReadScheduleAsync(isShift ? scheduleId : id.Value, cancellationToken);
        if (failure is not null and not { Reason: FailureReason.NotFound })
        {
            return new SubjectResult.Failed(failure);
        }

        if (schedule is null || !options.Shows(schedule))
        {
            return new SubjectResult.Found(isShift ? Happening.Gone(id, start) : Group(id, []));
        }

        var now = time.GetUtcNow();
        var (from, to) = isShift ? (start, start + Margin) : Window(now);
        var (shifts, faults, problem) = await ReadShiftsAsync(schedule, from, to, now, cancellationToken);
        if (problem is not null)
        {
            return new SubjectResult.Failed(problem) { Faults = faults };
        }

        if (!isShift)
        {
            return new SubjectResult.Found(Group(id, [.. shifts.Select(shift => shift.Id)])) { Faults = faults };
        }

        return shifts.FirstOrDefault(shift => shift.Id == id) is { } found ? new SubjectResult.Found(found) { Faults = faults }
            : faults.Any(fault => fault.IsUnreadable) ? new SubjectResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "an entry of its schedule could not be read")) { Faults = faults }
            : new SubjectResult.Found(Happening.Gone(id, start)) { Faults = faults };
    }

    /// <summary>A page for each schedule. That settings name one that is not there comes last, so that it keeps no other from being shown.</summary>
    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (schedules, failure) = await ListSchedulesAsync(cancellationToken);
        if (failure is not null)
        {
            yield return SubjectPage.Failed(failure);
            yield break;
        }

        var listed = new HashSet<SubjectId>();
        foreach (var schedule in schedules.Where(options.Shows))
        {
            var now = time.GetUtcNow();
            var (from, to) = Window(now);
            var (shifts, faults, problem) = await ReadShiftsAsync(schedule, from, to, now, cancellationToken);
            listed.UnionWith(shifts.Select(shift => shift.Id));
            yield return new SubjectPage(shifts, faults, problem);
            if (problem is not null)
            {
                yield break;
            }
        }

        _sightings.KeepOnly(listed);
        var unknown = options.Schedules.FirstOrDefault(entry => !schedules.Any(schedule => ShiftOptions.Names(entry.Schedule, schedule)));
        if (unknown.Setting is not null)
        {
            yield return SubjectPage.Failed(
                new UpstreamFailure(FailureReason.Settings, $"{unknown.Setting}: incident.io has no schedule with the name or id {unknown.Schedule}"));
        }
    }

    private SubjectGroup Group(SubjectId id, IReadOnlyList<SubjectId> shifts) =>
        new() { Id = id, Visibility = Visibility.Public, UpdatedAt = time.GetUtcNow(), Leads = shifts };

    private (DateTimeOffset From, DateTimeOffset To) Window(DateTimeOffset now) => (now - ShiftMapping.Reach, now + interval + Margin);

    private async Task<(Schedule? Schedule, UpstreamFailure? Failure)> ReadScheduleAsync(string id, CancellationToken cancellationToken)
    {
        var (document, failure) = await requests.AskAsync(token => api.GetAsync(id, token), cancellationToken);
        using var _ = document;
        var schedule = ShiftMapping.ReadSchedule(new LenientJson(document?.RootElement ?? default, "", []).Object("schedule"));
        return schedule is not null ? (schedule, null) : (null, failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no schedule in the answer"));
    }

    private async Task<(IReadOnlyList<Schedule> Schedules, UpstreamFailure? Failure)> ListSchedulesAsync(CancellationToken cancellationToken)
    {
        var schedules = new List<Schedule>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var cursor = after;
            var (document, failure) = await requests.AskAsync(token => api.ListAsync(PageSize, cursor, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.List("schedules") is null)
            {
                return ([], failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no schedules in the answer"));
            }

            schedules.AddRange(answer.Objects("schedules").Select(ShiftMapping.ReadSchedule).OfType<Schedule>());
            after = answer.Object("pagination_meta").Text("after");
        }
        while (after is { Length: > 0 } && seen.Add(after));

        return (schedules, null);
    }

    /// <summary>A page begins where the one before ended, until none is left.</summary>
    private async Task<(IReadOnlyList<Happening> Shifts, IReadOnlyList<ReadingFault> Faults, UpstreamFailure? Failure)> ReadShiftsAsync(
        Schedule schedule, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (start, end) = ((string?)Instant(from), Instant(to));
        while (start is { Length: > 0 } && seen.Add(start))
        {
            var begin = start;
            var (document, failure) = await requests.AskAsync(token => api.EntriesAsync(schedule.Id, begin, end, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.Object("schedule_entries").List("final") is not { } final)
            {
                return ([], [], failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no schedule_entries.final in the answer"));
            }

            entries.AddRange(final.Select(entry => entry.Clone()));
            start = answer.Object("pagination_meta").Text("after");
        }

        var (shifts, faults) = ShiftMapping.Read(entries, schedule, now);
        return ([.. shifts.Select(_sightings.Date)], faults, null);
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
