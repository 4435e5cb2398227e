using System.Collections.Concurrent;
using Bridge.Annotations;
using Bridge.Kinds.Alerts;
using Bridge.Kinds.Maintenance;
using Bridge.Kinds.Shifts;
using Bridge.Kinds.StatusPages;
using Bridge.Subjects;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Kinds;

/// <summary>
/// Whatever a subject went through, and whichever of its states were seen in whatever order: what is shown in the end depends on the last state
/// and the time alone, and of what is private no word is shown on the way. Escalations, which may be points, have properties of their own.
/// </summary>
[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class KindProperties
{
    private const string Marker = "zebra";

    /// <summary>Seen in so many of 5,000 histories at least; a generator that misses a case proves nothing about it.</summary>
    private const int Often = 3;

    private static readonly DateTimeOffset Day = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly string[] Cases =
    [
        "went away", "came again", "taken back while shown", "over", "not over", "turned private while shown", "turned public", "left out once private",
        "redacted", "in full though private", "moved while shown", "renamed while shown", "nothing in the end", "before it begins",
    ];

    private static readonly AnnotationRoute[] Routes =
    [
        new("all", ["main"]),
        new("ops", ["main"]) { Dashboards = [DashboardPanel.Parse("d1"), DashboardPanel.Parse("d1/2")], Private = PrivateMode.Full },
        new("public", ["main"]) { Match = new RouteMatch { Visibility = RouteVisibility.Public } },
        new("other", ["main"]) { Match = new RouteMatch { Kinds = [SubjectKind.Incident] } },
    ];

    public static TheoryData<string> Kinds => ["alert", "maintenance", "status-page", "shift"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_states_in_any_order_converge_to_the_annotations_of_the_last_one(string name)
    {
        Assert.True(SubjectKinds.TryParse(name, out var kind));
        var seen = new ConcurrentDictionary<string, int>(Cases.Select(one => KeyValuePair.Create(one, 0)));
        var histories =
            from mode in Gen.Enum<PrivateMode>()
            from states in StateOf(kind).Array[1, 6]
            from looks in Gen.Int[0, states.Length - 1].Array[0, 8]
            from minutes in Gen.Int[0, 60].Array[looks.Length + 1]
            select (mode, states, looks, minutes);

        histories.Sample(
            history =>
            {
                var cases = new HashSet<string>();
                var annotations = new AnnotationOptions { Private = history.mode };
                var (replay, alone) = (new KindReplay(ProjectionOf(kind, annotations), Routes, annotations, []), new KindReplay(ProjectionOf(kind, annotations), Routes, annotations, []));
                var (now, before) = (Day, default(Happening));
                foreach (var (state, minutes) in history.looks.Select(look => history.states[look]).Append(history.states[^1]).Zip(history.minutes))
                {
                    now += TimeSpan.FromMinutes(minutes);
                    var shownBefore = replay.Shown.ToDictionary();
                    replay.Look(state, now);
                    Check(kind, history.mode, state, now, replay);
                    cases.UnionWith(CasesOf(history.mode, before, state, now, shownBefore.Count > 0, replay));
                    before = state;
                }

                alone.Look(history.states[^1], now);
                Assert.Equal(alone.Contents(), replay.Contents());
                Assert.Empty(replay.Look(history.states[^1], now).Steps);
                foreach (var one in replay.Shown.Count == 0 ? cases.Append("nothing in the end") : cases)
                {
                    seen.AddOrUpdate(one, 1, (_, count) => count + 1);
                }
            },
            iter: 5_000);

        Assert.Equal(Cases.Order(), seen.Keys.Order());
        Assert.All(seen, entry => Assert.True(entry.Value >= Often, $"'{entry.Key}' was in {entry.Value} histories of {name} only."));
    }

    private static IProjection ProjectionOf(SubjectKind kind, AnnotationOptions annotations) => kind switch
    {
        SubjectKind.Alert => new AlertProjection(new AlertOptions { Show = ShownAlerts.Matching }, () => annotations),
        SubjectKind.Maintenance => new MaintenanceProjection(new MaintenanceOptions { Show = ShownMaintenance.All }, () => annotations),
        SubjectKind.StatusPage => new StatusPageProjection(new StatusPageOptions { Show = ShownStatusPages.All }, () => annotations),
        SubjectKind.Shift => new ShiftProjection(new ShiftOptions { Schedules = [("Shifts:Schedules:0", "01S")] }, () => annotations),
        _ => throw new InvalidOperationException($"No projection for {kind}."),
    };

    private static Gen<Happening> StateOf(SubjectKind kind) =>
        from start in Gen.Int[-120, 60]
        from length in Gen.Frequency((1, Gen.Const(0)), (4, Gen.Int[1, 240]))
        from hasEnd in Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))
        from isOver in Gen.Bool
        from isGone in Gen.Frequency((8, Gen.Const(false)), (1, Gen.Const(true)))
        from visibility in Gen.Frequency((3, Gen.Const(Visibility.Public)), (1, Gen.Const(Visibility.Private)), (1, Gen.Const(Visibility.Unknown)))
        from title in Gen.OneOf(Marker, $"<b>{Marker}</b>", $"{Marker} & co", "")
        from whyNot in Gen.Frequency((6, Gen.Const((string?)null)), (1, Gen.Const<string?>("its source is not one of Alerts:Sources")))
        select new Happening
        {
            Id = SubjectId.TryCreate(kind, "01ZXY", out var id) ? id : throw new InvalidOperationException("No id."),
            Visibility = visibility,
            Title = title,
            Start = Day.AddMinutes(start),
            End = hasEnd ? Day.AddMinutes(start + length) : null,
            IsOver = isOver,
            IsGone = isGone,
            WhyNotShown = kind == SubjectKind.Alert ? whyNot : null,
            UpdatedAt = Day.AddMinutes(start),
            Facts =
            [
                new Fact("level", "P1", Sensitivity.Public) { IsTag = true },
                new Fact("team", Marker, Sensitivity.Confidential) { IsTag = true },
                new Fact("person", $"{Marker} Ada", Sensitivity.Personal) { IsTag = true },
            ],
        };

    /// <summary>What has to be true after every look.</summary>
    private static void Check(SubjectKind kind, PrivateMode mode, Happening state, DateTimeOffset now, KindReplay replay)
    {
        Assert.True(replay.Shown.Count == 0 || (!state.IsGone && state.WhyNotShown is null));
        Assert.DoesNotContain(replay.Shown.Keys, key => key.Route == "other");
        foreach (var (key, content) in replay.Shown)
        {
            var said = content.Text + string.Concat(content.Tags);
            var privacy = Routes.Single(route => route.Name == key.Route).Private ?? mode;
            Assert.True(content.End >= content.Start);
            Assert.Equal(state.IsOverAt(now), content.Status == AnnotationStatus.Resolved);
            Assert.True(kind != SubjectKind.Shift || (content.Start == content.End && content.Start <= now));
            Assert.Equal(content.Tags.Count, content.Tags.Select(tag => tag.Split(':')[0]).Distinct().Count());
            Assert.DoesNotContain("Ada", said, StringComparison.Ordinal);
            Assert.False(state.IsPrivate && (key.Route == "public" || privacy == PrivateMode.Omit));
            if (state.IsPrivate && privacy == PrivateMode.Redact)
            {
                Assert.DoesNotContain(Marker, said, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static IEnumerable<string> CasesOf(PrivateMode mode, Happening? before, Happening state, DateTimeOffset now, bool wasShown, KindReplay replay)
    {
        var byMode = replay.Shown.Where(one => one.Key.Route == "all").Select(one => one.Value).ToList();
        var isShown = replay.Shown.Count > 0;
        (bool Is, string Name)[] cases =
        [
            (wasShown && !isShown, "went away"),
            (before is not null && !wasShown && isShown, "came again"),
            (wasShown && state.IsGone, "taken back while shown"),
            (isShown && state.IsOverAt(now), "over"),
            (isShown && !state.IsOverAt(now), "not over"),
            (wasShown && isShown && before is { IsPrivate: false } && state.IsPrivate, "turned private while shown"),
            (isShown && before is { IsPrivate: true } && !state.IsPrivate, "turned public"),
            (wasShown && state.IsPrivate && mode == PrivateMode.Omit && isShown && byMode.Count == 0, "left out once private"),
            (state.IsPrivate && mode == PrivateMode.Redact && byMode.Count > 0, "redacted"),
            (state.IsPrivate && mode == PrivateMode.Full && byMode.Exists(one => one.Text.Contains(Marker, StringComparison.Ordinal)), "in full though private"),
            (wasShown && isShown && before!.Start != state.Start, "moved while shown"),
            (wasShown && isShown && before!.Title != state.Title, "renamed while shown"),
            (state.Start > now, "before it begins"),
        ];
        return cases.Where(one => one.Is).Select(one => one.Name);
    }
}
