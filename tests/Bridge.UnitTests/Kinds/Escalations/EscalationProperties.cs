using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds.Escalations;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>
/// Whatever an escalation went through, and whichever of its states were seen in whatever order: what is shown in the end depends on the last one
/// alone, and of what is private no word is shown on the way.
/// </summary>
[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class EscalationProperties
{
    private const string Marker = "zebra";

    /// <summary>Seen in so many of 10,000 histories at least; a generator that misses a case proves nothing about it.</summary>
    private const int Often = 3;

    private static readonly string[] Cases =
    [
        "went away", "came again", "reopened", "ended", "acknowledged", "turned private", "turned public", "left out once private", "redacted",
        "in full though private", "its incident went", "two points", "nothing in the end",
    ];

    private static readonly string[] Statuses =
        ["pending", "triggered", "acked", "resolved", "expired", "cancelled", "snoozed", "delayed", "pending_repeat", "juggled"];

    private static readonly string[] Kinds = ["entered_grace_period", "triggered", "notified_users", "acked", "resolved", "expired", "cancelled", "juggled"];

    private static readonly AnnotationRoute[] Routes =
    [
        new("all", ["main"]),
        new("major", ["main"]) { Match = new RouteMatch { Severities = ["Major"] } },
        new("ops", ["main"]) { Dashboards = [DashboardPanel.Parse("d1"), DashboardPanel.Parse("d1/2")], Private = PrivateMode.Full },
        new("pages", ["main"]) { Match = new RouteMatch { Kinds = [SubjectKind.Escalation], Visibility = RouteVisibility.Public } },
    ];

    private static readonly IncidentSeverity[] Severities = [new("Minor", 1), new("Major", 2)];

    private static readonly Gen<string> Event = Gen.Select(Gen.Int[0, 59], Gen.OneOf(Kinds), (minute, kind) => $"10:{minute:D2} {kind}");

    private static readonly Gen<Subject?> Parent =
        from category in Gen.OneOf(StatusCategory.Live, StatusCategory.Live, StatusCategory.Closed, StatusCategory.Declined)
        from isPrivate in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from severity in Gen.OneOf<IncidentSeverity?>(null, Severities[0], Severities[1])
        from isHidden in Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))
        select isHidden ? null : (Subject)(AnIncident.In(category) with { IsPrivate = isPrivate, Severity = severity });

    private static readonly Gen<EscalationOptions> Options =
        from show in Gen.OneOf(ShownEscalations.All, ShownEscalations.Shown, ShownEscalations.Shown)
        from until in Gen.Enum<EscalationUntil>()
        from shape in Gen.OneOf(AnnotationShape.Region, AnnotationShape.Points)
        from priorities in Gen.OneOf<IReadOnlyList<string>>([], [], ["P1"])
        select new EscalationOptions { Show = show, Until = until, Shape = shape, Priorities = priorities };

    [Fact]
    public void Any_states_in_any_order_converge_to_the_annotations_of_the_last_one()
    {
        var seen = new ConcurrentDictionary<string, int>(Cases.Select(name => KeyValuePair.Create(name, 0)));
        var histories =
            from options in Options
            from mode in Gen.Enum<PrivateMode>()
            from states in StateOf(options.Until).Array[1, 6]
            from looks in Gen.Int[0, states.Length - 1].Array[0, 8]
            select (options, mode, states, looks);

        histories.Sample(
            history =>
            {
                var cases = new HashSet<string>();
                var world = WorldOf(history.options, history.mode);
                Happening? before = null;
                foreach (var state in history.looks.Select(look => history.states[look]).Append(history.states[^1]))
                {
                    var shownBefore = world.Shown.ToDictionary();
                    world.Look(state, AnIncident.UpdatedAt);
                    Check(history.options, history.mode, state, world.Shown);
                    cases.UnionWith(CasesOf(history.mode, before, state, shownBefore, world.Shown));
                    before = state;
                }

                var alone = WorldOf(history.options, history.mode);
                alone.Look(history.states[^1], AnIncident.UpdatedAt);
                Assert.Equal(alone.Contents(), world.Contents());
                Assert.Empty(world.Look(history.states[^1], AnIncident.UpdatedAt).Steps);
                foreach (var name in world.Shown.Count == 0 ? cases.Append("nothing in the end") : cases)
                {
                    seen.AddOrUpdate(name, 1, (_, count) => count + 1);
                }
            },
            iter: 10_000);

        Assert.Equal(Cases.Order(), seen.Keys.Order());
        Assert.All(seen, entry => Assert.True(entry.Value >= Often, $"'{entry.Key}' was in {entry.Value} histories only."));
    }

    [Fact]
    public void The_order_in_which_incident_io_lists_what_belongs_to_it_does_not_matter()
    {
        var cases =
            from options in Options
            from status in Gen.OneOf(Statuses)
            from events in Event.Array[0, 6]
            from shuffled in Gen.Shuffle(events)
            from incidents in Gen.Shuffle(new[] { 1, 2, 3 })
            select (options, status, events, shuffled, incidents);

        cases.Sample(given =>
        {
            var one = AnEscalation.Json(given.status, given.events).About(AnIncidentOf(1), AnIncidentOf(2), AnIncidentOf(3));
            var other = AnEscalation.Json(given.status, given.shuffled).About([.. given.incidents.Select(AnIncidentOf)]);

            Assert.Equal(Fingerprints(one), Fingerprints(other));

            IEnumerable<string> Fingerprints(JsonObject json) =>
                new EscalationProjection(given.options with { Show = ShownEscalations.All }, () => new AnnotationOptions())
                    .Decide(AnEscalation.Of(json, given.options.Until), Routes[0], ShownState.Nothing, default, dashboard: null)
                    .Select(desired => desired.Fingerprint());
        });

        static JsonObject AnIncidentOf(int number) => AnEscalation.Incident($"01I{number}", $"INC-{number}");
    }

    private static KindReplay WorldOf(EscalationOptions escalations, PrivateMode mode)
    {
        var annotations = new AnnotationOptions { Private = mode };
        return new KindReplay(new EscalationProjection(escalations, () => annotations), Routes, annotations, Severities);
    }

    private static Gen<Happening> StateOf(EscalationUntil until) =>
        from status in Gen.OneOf(Statuses)
        from events in Event.Array[0, 5]
        from title in Gen.OneOf(Marker, $"<b>{Marker}</b>", "")
        from priority in Gen.OneOf("P1", "P2", null)
        from source in Gen.Frequency((4, Gen.Const(AnEscalation.PublicSource)), (1, Gen.Const(AnEscalation.PrivateSource)), (1, Gen.Const("01UNHEARD")))
        from isAbout in Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))
        from parent in Parent
        select Make(status, events, title, priority, source, isAbout, parent, until);

    private static Happening Make(
        string status, string[] events, string title, string? priority, string source, bool isAbout, Subject? parent, EscalationUntil until)
    {
        var json = AnEscalation.Json(status, events)
            .With("title", title)
            .With("priority", priority is null ? null : new JsonObject { ["name"] = priority })
            .With("related_alerts", new JsonArray(AnEscalation.Alert("01JALERT000000000000000001", source)))
            .With("related_incidents", isAbout ? new JsonArray(AnEscalation.Incident(visibility: parent is { IsPrivate: true } ? "private" : "public")) : new JsonArray());
        var names = AnEscalation.Names with { Paths = new Dictionary<string, string> { [AnEscalation.Path] = $"{Marker} path" } };
        var happening = EscalationMapping.Of(AnEscalation.Read(json).Escalation!, names, until);
        return happening with { Parents = [.. happening.BelongsTo.Select(id => new Related(id, parent))] };
    }

    /// <summary>What has to be true after every look.</summary>
    private static void Check(EscalationOptions options, PrivateMode mode, Happening state, IReadOnlyDictionary<LedgerKey, DesiredAnnotation> shown)
    {
        foreach (var (key, content) in shown)
        {
            var route = Routes.Single(route => route.Name == key.Route);
            Assert.NotEqual(EscalationLife.Pending, state.State);
            Assert.True(content.End >= content.Start);
            Assert.Equal(state.IsOver, content.Status == AnnotationStatus.Resolved);
            Assert.True(state.IsOver || (content.Start == content.End && key.Part != AnnotationPart.Resolve));
            Assert.Equal(options.Shape == AnnotationShape.Region, key.Part == AnnotationPart.Region);
            Assert.Equal(content.Tags.Count, content.Tags.Select(tag => tag.Split(':')[0]).Distinct().Count());
            Assert.True(options.Show == ShownEscalations.All || state.Parents.Any(parent => parent.Subject is Incident { Category: not StatusCategory.Declined }));
            Assert.False(route.Name == "major" && !state.Parents.Any(parent => parent.Subject is Incident { Severity.Name: "Major" }));
            Assert.False(state.IsPrivate && route.Match.Visibility == RouteVisibility.Public);
            if (state.IsPrivate && (route.Private ?? mode) != PrivateMode.Full)
            {
                Assert.NotEqual(PrivateMode.Omit, route.Private ?? mode);
                Assert.DoesNotContain(Marker, content.Text + string.Concat(content.Tags), StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static IEnumerable<string> CasesOf(
        PrivateMode mode,
        Happening? before,
        Happening state,
        Dictionary<LedgerKey, DesiredAnnotation> shownBefore,
        IReadOnlyDictionary<LedgerKey, DesiredAnnotation> shown)
    {
        var byMode = shown.Where(one => one.Key.Route == "all").Select(one => one.Value).ToList();
        (bool Is, string Name)[] cases =
        [
            (shownBefore.Count > 0 && shown.Count == 0, "went away"),
            (before is not null && shownBefore.Count == 0 && shown.Count > 0, "came again"),
            (shown.Count > 0 && before is { IsOver: true } && !state.IsOver && shownBefore.Count > 0, "reopened"),
            (shown.Count > 0 && before is { IsOver: false } && state.IsOver && shownBefore.Count > 0, "ended"),
            (shown.Count > 0 && state.State == EscalationLife.Acked, "acknowledged"),
            (shownBefore.Count > 0 && before is { IsPrivate: false } && state.IsPrivate, "turned private"),
            (shown.Count > 0 && before is { IsPrivate: true } && !state.IsPrivate, "turned public"),
            (state.IsPrivate && mode == PrivateMode.Omit && shownBefore.Keys.Any(key => key.Route == "all") && byMode.Count == 0, "left out once private"),
            (state.IsPrivate && mode == PrivateMode.Redact && byMode.Count > 0, "redacted"),
            (state.IsPrivate && mode == PrivateMode.Full && byMode.Exists(one => one.Text.Contains(Marker, StringComparison.Ordinal)), "in full though private"),
            (shownBefore.Count > 0 && before!.Parents.Count > 0 && state.Parents.Count == 0, "its incident went"),
            (shown.Keys.Any(key => key.Part == AnnotationPart.Resolve), "two points"),
        ];
        return cases.Where(one => one.Is).Select(one => one.Name);
    }
}
