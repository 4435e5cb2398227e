using Bridge.Observability;
using Bridge.Subjects;

namespace Bridge.States;

/// <summary>
/// Counts what could not be read of incident.io's incidents, and logs it: at most one line per minute and member, since a member that is
/// wrong in one incident is wrong in all. A line has the incident's id and the member's path, never a value.
/// </summary>
internal sealed partial class ReadingFaultLog(BridgeMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();

    /// <summary>As many as there are members that the bridge knows.</summary>
    private readonly Dictionary<(string Path, bool IsUnreadable), long> _loggedAt = [];

    public void Note(IReadOnlyList<ReadingFault> faults)
    {
        metrics.IncidentsUnreadable(faults.Count(fault => fault.IsUnreadable));
        foreach (var fault in faults.Where(IsDue))
        {
            IFormattable subject = fault.Subject is { } known ? known : (FormattableString)$"Incident without a readable id";
            if (fault.IsUnreadable)
            {
                Log.IncidentUnreadable(logger, subject, fault.Path);
            }
            else
            {
                Log.MemberUnset(logger, subject, fault.Path);
            }
        }
    }

    private bool IsDue(ReadingFault fault)
    {
        lock (_lock)
        {
            var key = (fault.Path, fault.IsUnreadable);
            if (_loggedAt.TryGetValue(key, out var at) && time.GetElapsedTime(at) < Interval)
            {
                return false;
            }

            _loggedAt[key] = time.GetTimestamp();
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.IncidentUnreadable,
            LogLevel.Warning,
            "{Subject:S} is skipped: in incident.io's answer, {Path} is missing or cannot be read. This is logged at most once per minute and member.")]
        public static partial void IncidentUnreadable(ILogger logger, IFormattable subject, string path);

        [LoggerMessage(
            EventIds.MemberUnset,
            LogLevel.Warning,
            "{Subject:S}: in incident.io's answer, {Path} is not of the expected type and counts as not set. This is logged at most once per minute and member.")]
        public static partial void MemberUnset(ILogger logger, IFormattable subject, string path);
    }
}
