using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Grafana.DryRun;

/// <summary>
/// What a dry run would have written to one Grafana. It is logged, and kept in memory as long as the process lives, so that searches find it as if it
/// were there: otherwise the bridge would miss it, and make it again and again.
/// </summary>
internal sealed partial class DryWrites(string grafana, ILogger<DryWrites> logger)
{
    /// <summary>Above every number that Grafana gives.</summary>
    private const long FirstId = 1_000_000_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, AnnotationJson> _made = [];
    private readonly Dictionary<long, (AnnotationRequest? Content, long? End)> _changed = [];
    private readonly HashSet<long> _deleted = [];

    /// <summary>Whose the annotations are that Grafana has shown, for the log.</summary>
    private readonly Dictionary<long, SubjectId?> _subjects = [];
    private long _lastId = FirstId;

    /// <returns>The number that the annotation has from now on.</returns>
    public long Create(AnnotationRequest content)
    {
        var owner = AnnotationTags.OwnerOf(content.Tags);
        var part = AnnotationTags.TryReadPart(content.Tags, out var read) ? read : AnnotationPart.Region;
        Log.Create(logger, owner?.Subject, grafana, owner?.Route, Labels.Of(part), TimeOf(content.Time), TimeOf(content.TimeEnd));
        lock (_lock)
        {
            var id = ++_lastId;
            _made[id] = With(new AnnotationJson(id, 0, 0, null, null), content) with
            {
                DashboardId = content.DashboardId,
                DashboardUID = content.DashboardUID,
                PanelId = content.PanelId,
            };
            _subjects[id] = owner?.Subject;
            return id;
        }
    }

    public void Update(AnnotationId id, AnnotationRequest content)
    {
        lock (_lock)
        {
            Log.Update(logger, _subjects.GetValueOrDefault(id.Value), grafana, id.Value);
            if (_made.TryGetValue(id.Value, out var made))
            {
                _made[id.Value] = With(made, content);
            }
            else
            {
                _changed[id.Value] = (content, null);
            }
        }
    }

    public void MoveEnd(AnnotationId id, long end)
    {
        lock (_lock)
        {
            Log.MoveEnd(logger, _subjects.GetValueOrDefault(id.Value), grafana, id.Value, TimeOf(end));
            if (_made.TryGetValue(id.Value, out var made))
            {
                _made[id.Value] = made with { TimeEnd = end };
            }
            else
            {
                _changed[id.Value] = (_changed.GetValueOrDefault(id.Value).Content, end);
            }
        }
    }

    public void Delete(AnnotationId id)
    {
        lock (_lock)
        {
            Log.Delete(logger, _subjects.GetValueOrDefault(id.Value), grafana, id.Value);
            if (!_made.Remove(id.Value))
            {
                _deleted.Add(id.Value);
            }
        }
    }

    /// <summary>What a search would have found.</summary>
    /// <param name="found">What Grafana answered; nulls are passed over.</param>
    /// <param name="isAskedFor">Whether the search is for such an annotation.</param>
    public IReadOnlyList<AnnotationJson> Merge(IReadOnlyList<AnnotationJson?> found, Func<AnnotationJson, bool> isAskedFor)
    {
        lock (_lock)
        {
            List<AnnotationJson> merged = [.. found.OfType<AnnotationJson>().Where(one => !_deleted.Contains(one.Id)).Select(Changed), .. _made.Values.Where(isAskedFor)];
            foreach (var one in merged)
            {
                if (AnnotationTags.OwnerOf([.. one.Tags?.OfType<string>() ?? []]) is { Subject: var subject })
                {
                    _subjects[one.Id] = subject;
                }
            }

            return merged;
        }
    }

    private AnnotationJson Changed(AnnotationJson found)
    {
        var (content, end) = _changed.GetValueOrDefault(found.Id);
        var changed = content is null ? found : With(found, content);
        return end is { } moved ? changed with { TimeEnd = moved } : changed;
    }

    private static AnnotationJson With(AnnotationJson annotation, AnnotationRequest content) =>
        annotation with { Time = content.Time, TimeEnd = content.TimeEnd, Text = content.Text, Tags = content.Tags };

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.DryCreate,
            LogLevel.Information,
            "Dry run: would create an annotation of {Subject:s} in Grafana {Grafana} by route {Route}: {Part}, {Start:O} to {End:O}.")]
        public static partial void Create(
            ILogger logger, IFormattable? subject, string grafana, string? route, string part, DateTimeOffset start, DateTimeOffset end);

        [LoggerMessage(EventIds.DryUpdate, LogLevel.Information, "Dry run: would update annotation {AnnotationId} of {Subject:s} in Grafana {Grafana}.")]
        public static partial void Update(ILogger logger, IFormattable? subject, string grafana, long annotationId);

        [LoggerMessage(EventIds.DryDelete, LogLevel.Information, "Dry run: would delete annotation {AnnotationId} of {Subject:s} from Grafana {Grafana}.")]
        public static partial void Delete(ILogger logger, IFormattable? subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DryMoveEnd, LogLevel.Debug, "Dry run: would extend annotation {AnnotationId} of {Subject:s} in Grafana {Grafana} to {End:O}.")]
        public static partial void MoveEnd(ILogger logger, IFormattable? subject, string grafana, long annotationId, DateTimeOffset end);
    }
}
