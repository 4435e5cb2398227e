using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>Reads the routes. Without any, one route takes every incident to every Grafana.</summary>
internal static class AnnotationRoutes
{
    public const string SectionName = SectionNames.Routes;

    private const int MaxNameLength = 40;

    public static IReadOnlyList<AnnotationRoute> ReadAll(
        SettingsSection section, AnnotationOptions annotations, IReadOnlyList<string> grafanas)
    {
        var routes = new List<AnnotationRoute>();
        foreach (var entry in section.Sections())
        {
            var route = Read(entry, annotations, grafanas);
            if (routes.Exists(earlier => earlier.Name == route.Name))
            {
                entry.Fault("Name", "is the name of an earlier route; annotations are found by it.");
            }

            routes.Add(route);
        }

        return routes.Count == 0 ? [new AnnotationRoute(AnnotationRoute.DefaultName, grafanas)] : routes;
    }

    /// <summary>The severities that any of the routes names: incident.io has to know them.</summary>
    public static IReadOnlyList<string> NamedSeverities(this IReadOnlyList<AnnotationRoute> routes) =>
        [.. routes.SelectMany(route => route.Match.NamedSeverities)];

    private static AnnotationRoute Read(SettingsSection section, AnnotationOptions annotations, IReadOnlyList<string> grafanas)
    {
        var tags = AnnotationOptions.ReadTags(section, annotations.Tags);
        var route = new AnnotationRoute(ReadName(section), ReadGrafanas(section, grafanas))
        {
            Match = ReadMatch(section.Section("Match"), annotations),
            Dashboards = ReadDashboards(section),
            Tags = tags,
            TagsFrom = IncidentTagSettings.Read(section, [.. annotations.Tags, .. tags]),
            Text = AnnotationOptions.ReadText(section),
            Private = section.OptionalText("Private") is null ? null : section.Choice("Private", annotations.Private),
        };
        if (annotations.TagsFrom.FirstOrDefault(from => tags.Any(tag => AnnotationTags.ShareKey(from.Key, tag))) is { } taken)
        {
            section.Fault("Tags", $"have the key {taken.Key}, whose value Annotations:{IncidentTagSettings.Key} takes from the incident.");
        }

        section.RejectUnknownKeys();
        return route;
    }

    private static string ReadName(SettingsSection section)
    {
        var name = section.OptionalText("Name");
        if (name is null)
        {
            section.Fault("Name", "is required: annotations are found by it, so keep it.");
        }
        else if (name.Length > MaxNameLength
            || !name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'))
        {
            section.Fault("Name", $"is not a usable name: up to {MaxNameLength} lower-case letters, digits, - and _.");
        }

        return name ?? "";
    }

    private static IReadOnlyList<string> ReadGrafanas(SettingsSection section, IReadOnlyList<string> grafanas)
    {
        var chosen = new List<string>();
        var entries = section.OneOrMore("Grafana");
        foreach (var (key, value) in entries)
        {
            // Names of settings have no case, so the value's does not count either.
            if (grafanas.FirstOrDefault(name => RouteMatch.Same(name, value)) is { } known)
            {
                chosen.Add(known);
            }
            else
            {
                section.Fault(key, $"names no Grafana. There are: {string.Join(", ", grafanas)}.");
            }
        }

        return entries.Count == 0 ? grafanas : [.. chosen.Distinct()];
    }

    private static RouteMatch ReadMatch(SettingsSection section, AnnotationOptions annotations)
    {
        var match = new RouteMatch
        {
            Kinds = section.OneOrMoreChoices<SubjectKind>("Kind"),
            Severities = Values(section, "Severity"),
            MinimumSeverity = section.OptionalText("MinimumSeverity"),
            Types = Values(section, "Type"),
            Modes = section.OneOrMoreChoices<IncidentMode>("Mode"),
            Visibility = section.OptionalText("Visibility") is null ? null : section.Choice("Visibility", RouteVisibility.Public),
            CustomFields = [.. section.Sections("CustomFields").Select(ReadField)],
        };
        if (match.Modes.Except(annotations.Modes).Any())
        {
            section.Fault("Mode", "has a mode that is not among Annotations:Modes; no incident of it would ever match.");
        }

        section.RejectUnknownKeys();
        return match;
    }

    private static CustomFieldMatch ReadField(SettingsSection section)
    {
        var field = new CustomFieldMatch(section.OptionalText("Field") ?? "", Values(section, "Value"));
        if (field.Field.Length == 0)
        {
            section.Fault("Field", "is required: the name or the id of a custom field.");
        }

        if (field.Values.Count == 0)
        {
            section.Fault("Value", "is required: what the field has to say.");
        }

        section.RejectUnknownKeys();
        return field;
    }

    private static List<DashboardPanel> ReadDashboards(SettingsSection section)
    {
        var dashboards = new List<DashboardPanel>();
        foreach (var entry in section.Sections("Dashboards"))
        {
            var uid = entry.OptionalText("Uid");
            var panel = entry.Integer("Panel", 0, 1, int.MaxValue);
            if (uid is null)
            {
                entry.Fault("Uid", "is required: the dashboard's uid, as it stands in its address after /d/.");
            }
            else if (!DashboardPanel.TryCreate(uid, panel == 0 ? null : panel, out var dashboard))
            {
                entry.Fault("Uid", "is not a dashboard's uid: 1 to 40 letters, digits, - and _, as they stand in its address after /d/.");
            }
            else if (dashboards.Contains(dashboard.Value))
            {
                entry.Fault("Uid", "is that of an earlier entry.");
            }
            else
            {
                dashboards.Add(dashboard.Value);
            }

            entry.RejectUnknownKeys();
        }

        return dashboards;
    }

    private static IReadOnlyList<string> Values(SettingsSection section, string key) => [.. section.OneOrMore(key).Select(entry => entry.Value)];
}
