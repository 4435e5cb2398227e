using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.StatusPages;

/// <summary>From incident.io's JSON to a <see cref="StatusPageIncident"/>. What the updates say is not read.</summary>
internal static class StatusPageMapping
{
    /// <summary>incident.io lists it nowhere as an impact; it would be the end of one.</summary>
    private const string Operational = "operational";

    private const string Resolved = "resolved";
    private const string ComponentKey = "component";

    /// <summary>Reads one incident. It needs an id and its page's; each of its impacts a component and a start.</summary>
    /// <param name="element">What stands in the place of an incident.</param>
    /// <param name="path">That place.</param>
    /// <param name="now">When it was asked for.</param>
    public static (StatusPageIncident? Incident, IReadOnlyList<ReadingFault> Faults) Read(JsonElement element, string path, DateTimeOffset now)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, path, odd);
        var (id, page) = (json.Text("id"), json.Text("status_page_id"));
        SubjectId? subject = SubjectId.TryCreate(SubjectKind.StatusPage, id, out var given) ? given : null;
        var lacking = !json.IsObject ? path : subject is null ? json.PathOf("id") : page is null ? json.PathOf("status_page_id") : null;
        if (lacking is not null)
        {
            return (null, [new ReadingFault(subject, lacking, IsUnreadable: true)]);
        }

        var faults = new List<ReadingFault>();
        var impacts = new List<Impact>();
        foreach (var one in json.Objects("component_impacts"))
        {
            var (component, start, status) = (one.Text("component_id"), one.Time("start_at"), one.Text("component_status") ?? "");
            var key = component is null ? null : ImpactId.Of(id!, component);
            if (key is not { } known || start is not { } begin)
            {
                faults.Add(new ReadingFault(subject, one.PathOf(key is null ? "component_id" : "start_at"), IsUnreadable: true));
            }
            else if (status != Operational)
            {
                impacts.Add(new Impact(known, component!, status, begin, one.Time("end_at")));
            }
        }

        // Where the incident is over and a component's end is missing, it ended with the last update.
        DateTimeOffset? closedAt = json.Text("incident_status") == Resolved
            ? json.Objects("updates").Select(update => update.Time("published_at")).Append(json.Time("published_at")).Max()
            : null;
        var name = json.Text("name")?.Trim() ?? "";
        List<Happening> happenings =
            [.. impacts.GroupBy(impact => impact.Id).Select(component => Happening([.. component.OrderBy(impact => impact.Start)], name, page!, closedAt, now))];
        faults.AddRange(odd.Distinct().Select(member => new ReadingFault(subject, member, IsUnreadable: false)));
        return (new StatusPageIncident(page!, happenings), [.. faults.Distinct()]);
    }

    /// <summary>The id of the component that was hit.</summary>
    public static string ComponentOf(Happening impact) => impact.Facts.First(fact => fact.Key == ComponentKey).Text;

    /// <summary>The same with its component's name, if that is known. The page may hide a component from customers.</summary>
    public static Happening Named(Happening impact, IReadOnlyDictionary<string, string> names) => names.TryGetValue(ComponentOf(impact), out var name)
        ? impact with { Facts = [new Fact("name", name, Sensitivity.Confidential), .. impact.Facts] }
        : impact;

    /// <summary>One region from the first to the last: a component that got worse, or was hit again, has several impacts after each other.</summary>
    private static Happening Happening(IReadOnlyList<Impact> impacts, string name, string page, DateTimeOffset? closedAt, DateTimeOffset now)
    {
        var start = impacts[0].Start;
        var end = impacts.All(impact => impact.End is not null) ? impacts.Max(impact => impact.End)
            : closedAt < start ? start
            : closedAt;
        return new Happening
        {
            Id = impacts[0].Id,
            Visibility = Visibility.Public,
            Title = name,
            Start = start,
            End = end,
            IsOver = end <= now,
            Facts =
            [
                new Fact("impact", WordsOf(impacts.Select(impact => impact.Status)), Sensitivity.Public),
                new Fact(ComponentKey, impacts[0].Component, Sensitivity.Public) { IsTag = true, IsText = false },
                new Fact("page", page, Sensitivity.Public) { IsTag = true, IsText = false },
            ],
            UpdatedAt = start,
        };
    }

    /// <summary>What the component went through, each once and in that order: <c>Degraded performance, full outage</c>.</summary>
    private static string WordsOf(IEnumerable<string> statuses)
    {
        var words = string.Join(", ", statuses.Where(status => status.Length > 0).Distinct().Select(status => status.Replace('_', ' ')));
        return words.Length > 0 ? $"{char.ToUpperInvariant(words[0])}{words[1..]}" : words;
    }

    private sealed record Impact(SubjectId Id, string Component, string Status, DateTimeOffset Start, DateTimeOffset? End);
}
