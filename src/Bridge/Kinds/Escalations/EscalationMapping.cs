using System.Text.Json;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Escalations;

/// <summary>From incident.io's JSON to an <see cref="Escalation"/>, and from that to a <see cref="Happening"/>.</summary>
internal static class EscalationMapping
{
    /// <summary>Reads one escalation. It needs an id and a time.</summary>
    /// <param name="element">What stands in the place of an escalation.</param>
    /// <param name="path">That place.</param>
    public static (Escalation? Escalation, IReadOnlyList<ReadingFault> Faults) Read(JsonElement element, string path)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, path, odd);
        SubjectId? id = SubjectId.TryCreate(SubjectKind.Escalation, json.Text("id"), out var given) ? given : null;
        IReadOnlyList<EscalationEvent> events = [.. json.Objects("events").Select(ReadEvent).OfType<EscalationEvent>()];
        var (created, updated) = (json.Time("created_at"), json.Time("updated_at"));
        DateTimeOffset?[] times = [created, updated, .. events.Select(happened => (DateTimeOffset?)happened.At)];
        var lacking = !json.IsObject ? path
            : id is null ? json.PathOf("id")
            : times.Max() is null ? json.PathOf("created_at")
            : null;
        if (lacking is not null)
        {
            return (null, [new ReadingFault(id, lacking, IsUnreadable: true)]);
        }

        var escalation = new Escalation
        {
            Id = given,
            Title = json.Text("title")?.Trim() ?? "",
            Status = json.Text("status") ?? "",
            Priority = json.Object("priority").Text("name")?.Trim() is { Length: > 0 } priority ? priority : null,
            PathId = json.Text("escalation_path_id"),
            Events = events,
            AlertSources = [.. ReadAlertSources(json, odd)],
            Incidents = [.. Elements(json, "related_incidents", odd).Select(ReadIncident)],
            CreatedAt = created ?? times.Min()!.Value,
            UpdatedAt = updated ?? times.Max()!.Value,
        };
        return (escalation, [.. odd.Distinct().Select(member => new ReadingFault(given, member, IsUnreadable: false))]);
    }

    /// <summary>What of an escalation has its place on a graph.</summary>
    /// <param name="escalation">As it was read.</param>
    /// <param name="names">What is known of its path and its alerts' sources.</param>
    /// <param name="until">What of its life is drawn.</param>
    public static Happening Of(Escalation escalation, EscalationNames names, EscalationUntil until)
    {
        var life = EscalationLife.Of(escalation, until);
        return new Happening
        {
            Id = escalation.Id,
            Visibility = VisibilityOf(escalation, names),
            Title = escalation.Title,
            Start = life.Start,
            End = life.End,
            IsOver = life.End is not null,
            State = life.State,
            Facts = [.. Facts(escalation, life, names)],
            BelongsTo = [.. escalation.Incidents.Select(incident => incident.Id).OfType<SubjectId>().Distinct()],
            UpdatedAt = escalation.UpdatedAt,
        };
    }

    private static IEnumerable<Fact> Facts(Escalation escalation, EscalationLife life, EscalationNames names)
    {
        if (escalation.Priority is { } priority)
        {
            yield return new Fact(EscalationProjection.PriorityKey, priority, Sensitivity.Public) { IsTag = true };
        }

        var answer = life.Unanswered is { } unanswered ? $"acknowledged after {TemplateTime.Duration(unanswered)}"
            : life.IsFinal ? "nobody acknowledged"
            : "not acknowledged yet";
        yield return new Fact("acknowledged", answer, Sensitivity.Public);

        // An annotation has one tag of a key: that of the incident which is older. Ids begin with the time.
        foreach (var incident in escalation.Incidents.Where(incident => incident.Reference is not null).OrderBy(incident => incident.Id?.Value, StringComparer.Ordinal))
        {
            yield return new Fact("ref", incident.Reference!, Sensitivity.Public) { IsTag = true };
        }

        if (escalation.PathId is { } path && names.Paths.TryGetValue(path, out var name))
        {
            yield return new Fact("path", name, Sensitivity.Confidential) { IsTag = true, IsText = false };
        }
    }

    /// <summary>An escalation does not say whether it is private. What it is about does: all of that has to be public.</summary>
    private static Visibility VisibilityOf(Escalation escalation, EscalationNames names)
    {
        List<Visibility> said = [.. escalation.Incidents.Select(incident => incident.Visibility), .. escalation.AlertSources.Select(OfSource)];
        return said.Contains(Visibility.Private) ? Visibility.Private
            : said.Count == 0 || said.Contains(Visibility.Unknown) ? Visibility.Unknown
            : Visibility.Public;

        Visibility OfSource(string? source) =>
            source is not null && names.Sources.TryGetValue(source, out var origin) ? origin.Visibility : Visibility.Unknown;
    }

    private static EscalationEvent? ReadEvent(LenientJson json) =>
        json.Text("event") is { } kind && json.Time("occurred_at") is { } at ? new EscalationEvent(kind, at) : null;

    private static IEnumerable<string?> ReadAlertSources(LenientJson json, List<string> odd)
    {
        var alerts = Elements(json, "related_alerts", odd).ToList();
        foreach (var alert in alerts)
        {
            yield return alert.Text("alert_source_id");
        }

        // What made it may not be among those that it is about, and is named without its source.
        var creator = json.Object("creator").Object("alert");
        if (creator.IsObject && !alerts.Exists(alert => alert.Text("id") == creator.Text("id")))
        {
            yield return null;
        }
    }

    /// <summary>One without an id cannot be asked whether it turned private.</summary>
    private static EscalatedIncident ReadIncident(LenientJson json)
    {
        SubjectId? id = SubjectId.TryCreate(SubjectKind.Incident, json.Text("id"), out var given) ? given : null;
        return new EscalatedIncident(
            id,
            IncidentReference.TryParse(json.Text("reference"), out var reference) ? reference.ToString() : null,
            id is not null && json.Text("visibility") == "public" ? Visibility.Public : Visibility.Private);
    }

    /// <summary>Also those that are no objects: of what cannot be read nobody knows whether it is private.</summary>
    private static IEnumerable<LenientJson> Elements(LenientJson json, string name, List<string> odd)
    {
        foreach (var element in json.List(name) ?? [])
        {
            var item = new LenientJson(element, $"{json.PathOf(name)}[]", odd);
            if (!item.IsObject)
            {
                odd.Add($"{json.PathOf(name)}[]");
            }

            yield return item;
        }
    }
}
