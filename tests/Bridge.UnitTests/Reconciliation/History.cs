using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Annotations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>An incident's life, the webhooks about it, and an operator's settings.</summary>
/// <param name="Options">How annotations look.</param>
/// <param name="Routes">Where they go.</param>
/// <param name="Changes">Every change of the incident, in the order of time.</param>
/// <param name="RenamesSeverityAt">When the organization gives a severity another name, so that routes which name it cannot be followed.</param>
internal sealed record History(
    AnnotationOptions Options, IReadOnlyList<AnnotationRoute> Routes, IReadOnlyList<Change> Changes, DateTimeOffset RenamesSeverityAt)
{
    /// <summary>In whatever a person typed. It must not be seen of a private incident.</summary>
    public const string Marker = "zebra";

    /// <summary>Where routes go.</summary>
    public static readonly string[] Grafanas = ["main", "other"];

    private static readonly DateTimeOffset Begin = AnIncident.DeclaredAt;

    private static readonly IncidentSeverity[] Severities = [new("Minor", 1), new("Major", 2), new("Critical", 3)];

    private static readonly AnnotationTemplate[] Templates =
    [
        Template("{{ incident.name }}: {{ incident.summary }} {{ incident.custom_fields['Note'] }} {{ start }} {{ end }} {{ duration }} {{ status }}"),
        Template("{% if incident.severity %}{{ incident.severity.name }} {{ incident.status }}{% endif %}"),
    ];

    private static readonly IncidentTag[] TagsFrom =
    [
        new("note", TagSource.Field) { Field = "note" },
        new("unit", TagSource.Field) { Field = "c1", IsEach = true },
        new("kind", TagSource.Type) { IsOfRedacted = true },
        new("ref", TagSource.Reference),
    ];

    private static readonly Gen<TimeSpan> Pause = Gen.OneOf(
        Gen.Const(TimeSpan.Zero), Gen.Int[1, 300].Select(seconds => TimeSpan.FromSeconds(seconds)), Gen.Int[1, 90].Select(minutes => TimeSpan.FromMinutes(minutes)));

    /// <summary>Around the time of the looks, the future included, in steps finer than a millisecond.</summary>
    private static readonly Gen<DateTimeOffset> Time = Gen.OneOf(
        Gen.Int[-8, 24].Select(quarters => Begin.AddMinutes(15 * quarters)), Any.Time);

    private static readonly Gen<IncidentTimestamp> Timestamp = Gen.Select(
        Gen.OneOf("Impact started at", "reported", "Accepted at", "Resolved at", "FIXED AT", "Closed", "Identified at"),
        Time,
        (name, time) => new IncidentTimestamp(name, time));

    private static readonly Gen<string> Words = Gen.Frequency(
        (1, Gen.Const("")), (4, Gen.OneOf(Marker, $"<b>{Marker}</b>")), (1, Any.Text.Select(text => Marker + text)));

    private static readonly Gen<Incident> State =
        from category in Gen.Frequency((2, Gen.OneOf(StatusCategory.Live, StatusCategory.Learning)), (1, Any.Category))
        from mode in Gen.Frequency((1, Gen.Const(IncidentMode.Standard)), (1, Gen.Enum<IncidentMode>()))
        from isPrivate in Gen.Bool
        from name in Words
        from words in Gen.Bool
        from severity in Gen.OneOf<IncidentSeverity?>(null, Severities[0], Severities[1], Severities[2], Severities[2])
        from type in Gen.OneOf<string?>(null, "Security", "Default")
        from team in Gen.OneOf<string[]>([], ["Payments"], ["Search", "Payments"])
        from timestamps in Timestamp.Array[0, 4]
        from created in Time
        from updated in Time
        select AnIncident.In(category) with
        {
            Mode = mode,
            IsPrivate = isPrivate,
            Name = name,
            Summary = words ? Marker : "",
            StatusName = words ? Marker : "Investigating",
            Severity = severity,
            Type = type,
            CustomFields = [.. Field("c1", "Team", team), .. Field("c2", "Note", words ? [Marker] : [])],
            Timestamps = timestamps,
            CreatedAt = created,
            UpdatedAt = updated,
        };

    /// <summary>Mostly something, and seldom everything.</summary>
    private static readonly Gen<Parts> Edited = Gen.Select(Gen.Int[0, 127], Gen.Int[0, 127], (some, others) => (Parts)(some & others));

    /// <summary>No webhook (it is lost), one, or several, each with what it takes to arrive: later ones may overtake it.</summary>
    private static readonly Gen<TimeSpan[]> Webhooks = Gen.Frequency((1, Gen.Const(Array.Empty<TimeSpan>())), (2, Pause.Array[1, 1]), (1, Pause.Array[2, 3]));

    private static readonly Gen<RouteMatch> Match =
        from severities in Sometimes<IReadOnlyList<string>>([], Gen.OneOf<IReadOnlyList<string>>(["major"], ["Major", "Critical"], ["Minor", "Critical"]))
        from minimum in Sometimes(null, Gen.OneOf<string?>("Minor", "MAJOR", "Major", "Critical"))
        from types in Sometimes<IReadOnlyList<string>>([], Gen.OneOf<IReadOnlyList<string>>(["security"], ["Security", "Default"]))
        from modes in Sometimes<IReadOnlyList<IncidentMode>>([], Gen.Const<IReadOnlyList<IncidentMode>>([IncidentMode.Standard]))
        from visibility in Sometimes<RouteVisibility?>(null, Gen.OneOf<RouteVisibility?>(RouteVisibility.Public, RouteVisibility.Private))
        from fields in Sometimes<IReadOnlyList<CustomFieldMatch>>([], Gen.OneOf<IReadOnlyList<CustomFieldMatch>>([new("Team", ["payments"])], [new("c1", ["Search"])]))
        select new RouteMatch
        {
            Severities = severities,
            MinimumSeverity = minimum,
            Types = types,
            Modes = modes,
            Visibility = visibility,
            CustomFields = fields,
        };

    private static readonly Gen<AnnotationRoute> Route =
        from grafanas in Gen.OneOf<IReadOnlyList<string>>(["main"], ["other"], ["main", "other"])
        from match in Gen.Frequency((1, Gen.Const(RouteMatch.Everything)), (2, Match))
        from dashboards in Gen.OneOf<IReadOnlyList<DashboardPanel>>([], [], [DashboardPanel.Parse("d1")], [DashboardPanel.Parse("d1"), DashboardPanel.Parse("d1/2")])
        from mode in Sometimes<PrivateMode?>(null, Gen.OneOf<PrivateMode?>(PrivateMode.Redact, PrivateMode.Full, PrivateMode.Omit))
        from text in Sometimes(null, Gen.OneOf<AnnotationTemplate?>(Templates[0], Templates[1]))
        select new AnnotationRoute("", grafanas) { Match = match, Dashboards = dashboards, Private = mode, Text = text, Tags = ["team:payments"] };

    private static readonly Gen<AnnotationOptions> AnyOptions =
        from options in Any.Options
        from mode in Gen.Frequency((2, Gen.Const(PrivateMode.Redact)), (1, Gen.Enum<PrivateMode>()))
        from interval in Gen.OneOf(TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7))
        from text in Sometimes(null, Gen.OneOf<AnnotationTemplate?>(Templates[0], Templates[1]))
        from tags in Gen.OneOf<IReadOnlyList<IncidentTag>>([], TagsFrom)
        select options with { Private = mode, OpenEndInterval = interval, Text = text, TagsFrom = tags };

    public static Gen<History> UpTo(int changes) =>
        from options in AnyOptions
        from routes in Route.Array[1, 3]
        from lived in Gen.Select(Pause, State, Edited, Webhooks, (pause, state, edited, webhooks) => (pause, state, edited, webhooks)).Array[1, changes]
        from renamesAfter in Gen.OneOf(5, 60, 1_000_000)
        select Make(options, routes, lived, Begin.AddMinutes(renamesAfter));

    /// <summary>The severities of the organization as they are at a time.</summary>
    public IReadOnlyList<IncidentSeverity> SeveritiesAt(DateTimeOffset time) =>
        time < RenamesSeverityAt ? Severities : [.. Severities.Select(one => one.Name == "Major" ? one with { Name = "High" } : one)];

    /// <summary>What incident.io answers at a time.</summary>
    public Incident StateAt(DateTimeOffset time) => Changes.Last(change => change.At <= time).State;

    /// <summary>When webhooks come in, and one more after everything: the first that the sender tries again, or the resync.</summary>
    public IReadOnlyList<DateTimeOffset> Deliveries()
    {
        var delivered = Changes.SelectMany(change => change.Webhooks.Select(after => change.At + after)).Order().ToList();
        return [.. delivered, Changes[^1].At > (delivered.LastOrDefault()) ? Changes[^1].At : delivered[^1]];
    }

    public override string ToString() =>
        $"{Options.Shape} {Options.Private} triage {Options.IncludeTriage} every {Options.OpenEndInterval}, severity renamed at {RenamesSeverityAt:O}\n"
        + string.Concat(Routes.Select(route =>
            $"{route.Name} to {string.Join('+', route.Places)} private {route.Private} text {route.Text is not null} match {route.Match}\n"))
        + string.Concat(Changes.Select(change =>
            $"{change.At:O} {change.State.Category} {change.State.Mode} private {change.State.IsPrivate} '{change.State.Name}' {change.State.Severity?.Name} "
            + $"{string.Join(", ", change.State.Timestamps)} changed {change.State.UpdatedAt:O}, webhooks after {string.Join(", ", change.Webhooks)}\n"));

    private static History Make(
        AnnotationOptions options, AnnotationRoute[] routes, (TimeSpan Pause, Incident State, Parts Edited, TimeSpan[] Webhooks)[] lived, DateTimeOffset renamesAt)
    {
        var at = Begin;
        var state = lived[0].State with { Category = StatusCategory.Live, Mode = IncidentMode.Standard };
        return new History(
            options,
            [.. routes.Select((route, index) => route with { Name = $"route-{index}" })],
            [.. lived.Select(change => new Change(at += change.Pause, state = Edit(state, change.State, change.Edited), change.Webhooks))],
            renamesAt);
    }

    private static Incident Edit(Incident before, Incident after, Parts edited)
    {
        return before with
        {
            Category = Of(Parts.Category, one => one.Category),
            Mode = Of(Parts.Mode, one => one.Mode),
            IsPrivate = Of(Parts.Visibility, one => one.IsPrivate),
            Name = Of(Parts.Words, one => one.Name),
            Summary = Of(Parts.Words, one => one.Summary),
            StatusName = Of(Parts.Words, one => one.StatusName),
            Severity = Of(Parts.Severity, one => one.Severity),
            Type = Of(Parts.Fields, one => one.Type),
            CustomFields = Of(Parts.Fields, one => one.CustomFields),
            Timestamps = Of(Parts.Times, one => one.Timestamps),
            CreatedAt = Of(Parts.Times, one => one.CreatedAt),
            UpdatedAt = after.UpdatedAt,
        };

        T Of<T>(Parts part, Func<Incident, T> value) => value(edited.HasFlag(part) ? after : before);
    }

    private static Gen<T> Sometimes<T>(T otherwise, Gen<T> gen) => Gen.Frequency((3, Gen.Const(otherwise)), (1, gen));

    private static CustomField[] Field(string id, string name, string[] values) => values.Length == 0 ? [] : [new CustomField(id, name, values)];

    private static AnnotationTemplate Template(string text)
    {
        Assert.True(AnnotationTemplate.TryParse(text, out var template, out var problem), problem);
        return template;
    }
}

/// <summary>What somebody can change of an incident.</summary>
[Flags]
internal enum Parts
{
    None = 0,
    Category = 1,
    Mode = 2,
    Visibility = 4,
    Words = 8,
    Severity = 16,
    Fields = 32,
    Times = 64,
}

/// <summary>A change of an incident.</summary>
/// <param name="At">When it happens.</param>
/// <param name="State">The incident from then on.</param>
/// <param name="Webhooks">How long each webhook about it takes to come.</param>
internal sealed record Change(DateTimeOffset At, Incident State, IReadOnlyList<TimeSpan> Webhooks);
