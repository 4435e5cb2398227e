using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>One row: what happens to an incident, and what Grafana has of it in the end.</summary>
/// <param name="What">What happens.</param>
/// <param name="States">The incident's states, as they are fetched at 13:00, 13:10, 13:20 and so on.</param>
internal sealed record LifecycleRow(string What, params IReadOnlyList<Incident> States)
{
    public AnnotationOptions Options { get; init; } = new();

    /// <summary>What Grafana has with the shape <c>region</c>.</summary>
    public IReadOnlyList<string> Region { get; init; } = [];

    /// <summary>What Grafana has with the shape <c>points</c>.</summary>
    public IReadOnlyList<string> Points { get; init; } = [];
}

/// <summary>Everything that can happen to an incident that was declared at 10:00, and is over at 12:00 where it is over.</summary>
internal static class Lifecycle
{
    public static readonly DateTimeOffset Declared = AnIncident.DeclaredAt;

    private const string Started = "started: Checkout is slow (major)";
    private const string Over = "resolved: Checkout is slow (major)";

    private static readonly AnnotationOptions WithTriage = new() { IncludeTriage = true };
    private static readonly AnnotationOptions Omit = new() { Private = PrivateMode.Omit };
    private static readonly AnnotationOptions Full = new() { Private = PrivateMode.Full };

    private static readonly Incident Live = AnIncident.Live();
    private static readonly Incident Paused = AnIncident.In(StatusCategory.Paused);
    private static readonly Incident Learning = AnIncident.Resolved();
    private static readonly Incident Closed = Learning with { Category = StatusCategory.Closed };

    public static IReadOnlyList<LifecycleRow> Table { get; } =
    [
        // By status category.
        new("triage: nothing", Triage()),
        new("triage, asked for", Triage())
        {
            Options = WithTriage,
            Region = ["#1 open 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("live: open up to now", Live)
        {
            Region = ["#1 open 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("live for a while: the end follows", Live, Live, Live)
        {
            Region = ["#1 open 10:00–13:35 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("learning: over", Live, Learning)
        {
            Region = ["#2 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#2 resolved 10:00 {Started}", $"#3 resolved 12:00 {Over}"],
        },
        new("closed: over", Live, Learning, Closed)
        {
            Region = ["#2 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#2 resolved 10:00 {Started}", $"#3 resolved 12:00 {Over}"],
        },
        new("first heard of when it is closed", Closed)
        {
            Region = ["#1 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 10:00 {Started}", $"#2 resolved 12:00 {Over}"],
        },
        new("paused while open: it ends when it was paused", Live, Paused, Paused)
        {
            Region = ["#1 open 10:00–13:00 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("paused when it was over: it stays over", Learning, Paused)
        {
            Region = ["#1 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 10:00 {Started}", $"#2 resolved 12:00 {Over}"],
        },
        new("paused and live again: drawn ahead of now", Live, Paused, Live)
        {
            Region = ["#1 open 10:00–13:35 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("first heard of when it is paused: open, until it was paused", Paused)
        {
            Region = ["#1 open 10:00–13:00 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("first heard of in a category that nobody knows yet: nothing", AnIncident.In(StatusCategory.Unknown)),
        new("a category that nobody knows yet: it ends when that was set", Live, AnIncident.In(StatusCategory.Unknown))
        {
            Region = ["#1 open 10:00–13:00 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("declined: taken away", Triage(), AnIncident.In(StatusCategory.Declined)) { Options = WithTriage },
        new("canceled: taken away", Live, AnIncident.In(StatusCategory.Canceled)),
        new("canceled when it was over: taken away", Learning, AnIncident.In(StatusCategory.Canceled)),
        new("merged: taken away", Live, AnIncident.In(StatusCategory.Merged)),
        new("back to triage: taken away", Live, Triage()),
        new("canceled by mistake: shown again, as a new one", Live, AnIncident.In(StatusCategory.Canceled), Live)
        {
            Region = ["#2 open 10:00–13:35 Checkout is slow (major)"],
            Points = [$"#2 open 10:00 {Started}"],
        },
        new("reopened: it is open again", Live, Learning, Learning with { Category = StatusCategory.Live })
        {
            Region = ["#3 open 10:00–13:35 Checkout is slow (major)"],
            Points = [$"#4 open 10:00 {Started}"],
        },
        new("reopened and over again: its new end", Live, Learning, Live, AnIncident.In(StatusCategory.Learning).At("Resolved at", At(13, 15)))
        {
            Region = ["#4 resolved 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#5 resolved 10:00 {Started}", $"#6 resolved 13:15 {Over}"],
        },

        // By mode.
        new("test: nothing", Live with { Mode = IncidentMode.Test }),
        new("tutorial: nothing", Live with { Mode = IncidentMode.Tutorial }),
        new("a mode that nobody knows yet: nothing", Live with { Mode = IncidentMode.Unknown }),
        new("test, asked for", Live with { Mode = IncidentMode.Test })
        {
            Options = new() { Modes = [IncidentMode.Test] },
            Region = ["#1 open 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("turned into a test: taken away", Live, Live with { Mode = IncidentMode.Test }),
        new("turned from a test into a real one: shown", Live with { Mode = IncidentMode.Test }, Live)
        {
            Region = ["#1 open 10:00–13:25 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("retrospective: shown when it happened", Closed with
        {
            Mode = IncidentMode.Retrospective,
            Timestamps = [new("Impact started at", At(10).AddDays(-30)), new("Resolved at", At(11).AddDays(-30))],
        })
        {
            Region = ["#1 resolved 30 Jan 10:00–30 Jan 11:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 30 Jan 10:00 {Started}", $"#2 resolved 30 Jan 11:00 {Over}"],
        },

        // By timestamps.
        new("the start is edited", Live, Live.At("Impact started at", At(9, 30)))
        {
            Region = ["#1 open 09:30–13:25 Checkout is slow (major)"],
            Points = [$"#1 open 09:30 {Started}"],
        },
        new("start and end are edited", Learning, AnIncident.In(StatusCategory.Closed).At("Impact started at", At(9)).At("Resolved at", At(11)))
        {
            Region = ["#1 resolved 09:00–11:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 09:00 {Started}", $"#2 resolved 11:00 {Over}"],
        },
        new("the start is taken back: when it was declared", Live.At("Impact started at", At(9)), Live)
        {
            Region = ["#1 open 10:00–13:25 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("start after end: a moment at the start", Learning.At("Impact started at", At(12, 30)))
        {
            Region = ["#1 resolved 12:30 Checkout is slow (major)"],
            Points = [$"#1 resolved 12:30 {Started}", $"#2 resolved 12:30 {Over}"],
        },
        new("start after end, and another end after both", Learning.At("Impact started at", At(12, 30)).At("Closed at", At(12, 45)))
        {
            Region = ["#1 resolved 12:30–12:45 Checkout is slow (major)"],
            Points = [$"#1 resolved 12:30 {Started}", $"#2 resolved 12:45 {Over}"],
        },
        new("a start in the future: drawn ahead of it", Live.At("Impact started at", At(15)))
        {
            Region = ["#1 open 15:00–15:15 Checkout is slow (major)"],
            Points = [$"#1 open 15:00 {Started}"],
        },
        new("a start in the future that has come", Live.At("Impact started at", At(13, 5)), Live.At("Impact started at", At(13, 5)))
        {
            Region = ["#1 open 13:05–13:20 Checkout is slow (major)"],
            Points = [$"#1 open 13:05 {Started}"],
        },
        new("an end in the future: over, with the end that it has", AnIncident.In(StatusCategory.Learning).At("Resolved at", At(15)))
        {
            Region = ["#1 resolved 10:00–15:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 10:00 {Started}", $"#2 resolved 15:00 {Over}"],
        },
        new("an end in the future of one that is open: not used", Live.At("Resolved at", At(15)))
        {
            Region = ["#1 open 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("no end: when it was changed, and it stays there", NoEnd(At(12, 50)), NoEnd(At(13, 9)) with { Name = "Checkout was slow" })
        {
            Region = ["#1 resolved 10:00–12:50 Checkout was slow (major)"],
            Points = ["#1 resolved 10:00 started: Checkout was slow (major)", "#2 resolved 12:50 resolved: Checkout was slow (major)"],
        },

        // By what it says.
        new("no severity", Live with { Severity = null })
        {
            Region = ["#1 open 10:00–13:15 Checkout is slow"],
            Points = ["#1 open 10:00 started: Checkout is slow"],
        },
        new("the severity changes", Live, Live with { Severity = new IncidentSeverity("Critical", 3) })
        {
            Region = ["#2 open 10:00–13:25 Checkout is slow (critical)"],
            Points = ["#2 open 10:00 started: Checkout is slow (critical)"],
        },
        new("the severity is taken back", Live, Live with { Severity = null })
        {
            Region = ["#2 open 10:00–13:25 Checkout is slow"],
            Points = ["#2 open 10:00 started: Checkout is slow"],
        },
        new("renamed", Learning, Learning with { Name = "Payments <fail>" })
        {
            Region = ["#1 resolved 10:00–12:00 Payments <fail> (major)"],
            Points = ["#1 resolved 10:00 started: Payments <fail> (major)", "#2 resolved 12:00 resolved: Payments <fail> (major)"],
        },
        new("no name", Live with { Name = "" })
        {
            Region = ["#1 open 10:00–13:15  (major)"],
            Points = ["#1 open 10:00 started:  (major)"],
        },

        // By who may know.
        new("private: without its words", Live.Private())
        {
            Region = ["#1 open 10:00–13:15 Private incident (major)"],
            Points = ["#1 open 10:00 started: Private incident (major)"],
        },
        new("private, to be left out: nothing", Live.Private()) { Options = Omit },
        new("private, to be shown in full", Live.Private())
        {
            Options = Full,
            Region = ["#1 open 10:00–13:15 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
        new("turned private: its words are taken back", Learning, Learning.Private())
        {
            Region = ["#1 resolved 10:00–12:00 Private incident (major)"],
            Points = ["#1 resolved 10:00 started: Private incident (major)", "#2 resolved 12:00 resolved: Private incident (major)"],
        },
        new("turned private, to be left out: taken away", Learning, Learning.Private()) { Options = Omit },
        new("turned private, to be shown in full: it stays", Learning, Learning.Private())
        {
            Options = Full,
            Region = ["#1 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 10:00 {Started}", $"#2 resolved 12:00 {Over}"],
        },
        new("turned private while it is paused: its words are taken back", Live, Paused.Private())
        {
            Region = ["#1 open 10:00–13:00 Private incident (major)"],
            Points = ["#1 open 10:00 started: Private incident (major)"],
        },
        new("turned public: shown with its words", Learning.Private(), Learning)
        {
            Region = ["#1 resolved 10:00–12:00 Checkout is slow (major)"],
            Points = [$"#1 resolved 10:00 {Started}", $"#2 resolved 12:00 {Over}"],
        },
        new("turned public, and left out before: shown", Live.Private(), Live)
        {
            Options = Omit,
            Region = ["#1 open 10:00–13:25 Checkout is slow (major)"],
            Points = [$"#1 open 10:00 {Started}"],
        },
    ];

    private static Incident Triage() => AnIncident.In(StatusCategory.Triage);

    /// <summary>Over, and no timestamp says since when.</summary>
    private static Incident NoEnd(DateTimeOffset changed) => AnIncident.In(StatusCategory.Learning) with { UpdatedAt = changed };

    private static DateTimeOffset At(int hour, int minute = 0) => Declared.AddHours(hour - Declared.Hour).AddMinutes(minute);
}
