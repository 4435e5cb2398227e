using System.Text.Json;
using Bridge.Annotations;
using Bridge.Commands;
using Bridge.Commands.Explain;
using Bridge.Kinds.Maintenance;
using Bridge.Reconciliation;
using Bridge.Reports;
using Bridge.Subjects;
using Bridge.UnitTests.Kinds.Maintenance;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Commands;

/// <summary>Why something beside incidents is, or is not, on a graph.</summary>
public sealed class KindExplainTests
{
    private static readonly (string, string?) On = ("MaintenanceWindows:Show", "all");

    private static readonly DateTimeOffset Now = AWindow.From.AddHours(1);

    [Fact]
    public void What_Grafana_has_is_posted()
    {
        var facts = Facts(On);
        var desired = Assert.Single(facts.Projection!.Decide(facts.Subject!, TestSettings.Read(On).Routes[0], ShownState.Nothing, Now));
        var found = new FoundAnnotation(new AnnotationId(7), desired.Start, desired.End, desired.Text, desired.Tags) { SeenAt = 0 };
        facts = facts with { Looks = new Dictionary<string, AnnotationLook> { ["main"] = new(facts.Subject!.Id, "main", [found], _ => true, Now) } };

        var (headline, verdicts) = Explain(facts, On);

        Assert.Equal("Maintenance 01WINDOW is on your graph, in 1 place.", headline);
        Assert.Equal(PlaceState.Posted, Assert.Single(verdicts).State);
    }

    [Fact]
    public void What_no_list_had_yet_waits_and_how_often_there_is_one_is_told()
    {
        var facts = Facts(On) with { PollInterval = TimeSpan.FromMinutes(5) };

        var (headline, verdicts) = Explain(facts, On);

        Assert.Equal("Maintenance 01WINDOW is not on your graph: no list of changes had it yet.", headline);
        Assert.Equal(PlaceState.Waiting, Assert.Single(verdicts).State);
        Assert.Equal(
            ["No webhook tells of it: its kind is listed every 00:05:00.", "incident-bridge resync maintenance:01WINDOW posts it now."],
            ExplainSections.Received(facts, isMissed: true));
    }

    [Theory]
    [InlineData("MaintenanceWindows:Show", "none", PlaceState.Omitted, "the settings in MaintenanceWindows leave it out")]
    [InlineData("Annotations:Private", "omit", PlaceState.Omitted, "it is not known to be public, and such are omitted (Annotations:Private is omit)")]
    [InlineData("Routes:0:Private", "omit", PlaceState.Omitted, "it is not known to be public, and the route ops omits such (Private is omit)")]
    [InlineData("Routes:0:Match:Kind", "incident", PlaceState.NotTaken, "its kind is not incident")]
    [InlineData("Routes:0:Match:Type", "Security", PlaceState.NotTaken, "it has no type, as incidents have")]
    internal void What_is_not_shown_says_which_setting_it_is(string key, string value, PlaceState state, string words)
    {
        (string, string?)[] settings = [("Routes:0:Name", "ops"), .. key.StartsWith("Maintenance", StringComparison.Ordinal) ? [(key, value)] : new[] { On, (key, (string?)value) }];
        var facts = Facts(settings);
        facts = key.EndsWith("Private", StringComparison.Ordinal) ? facts with { Subject = (Happening)facts.Subject! with { Visibility = Visibility.Unknown } } : facts;

        var verdict = Assert.Single(Explain(facts, settings).Verdicts);

        Assert.Equal(state, verdict.State);
        Assert.StartsWith(words, verdict.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_of_a_private_one_are_told_only_when_asked_for_and_a_persons_never(bool showPrivate)
    {
        var facts = Facts(On);
        facts = facts with
        {
            Subject = (Happening)facts.Subject! with
            {
                Visibility = Visibility.Private,
                BelongsTo = [SubjectId.Parse("01INCIDENT")],
                Facts = [new Fact("crew", "Acme", Sensitivity.Confidential), new Fact("lead", "Zebra", Sensitivity.Personal), new Fact("stage", "two", Sensitivity.Public)],
            },
        };

        var lines = string.Join('\n', ExplainSections.IncidentIo(facts, showPrivate));
        var json = ReportJson.Of(ExplainJson.Of(facts, TestSettings.Read(On), showPrivate));

        Assert.All([lines, json], text =>
        {
            Assert.Equal(showPrivate, text.Contains("Move the database", StringComparison.Ordinal));
            Assert.Equal(showPrivate, text.Contains("Acme", StringComparison.Ordinal));
            Assert.Contains("two", text, StringComparison.Ordinal);
            Assert.Contains("01INCIDENT", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Zebra", text, StringComparison.Ordinal);
        });
        var document = JsonDocument.Parse(json).RootElement;
        Assert.Equal("maintenance:01WINDOW", document.GetProperty("id").GetString());
        Assert.Equal(("maintenance", "private", "open"), (
            document.GetProperty("subject").GetProperty("kind").GetString(),
            document.GetProperty("subject").GetProperty("visibility").GetString(),
            document.GetProperty("subject").GetProperty("status").GetString()));
        Assert.Equal(JsonValueKind.Null, document.GetProperty("incident").ValueKind);
    }

    [Fact]
    public void One_that_incident_io_does_not_show_says_so()
    {
        var facts = Facts(On) with { Subject = null, Projection = null, FetchFailure = new UpstreamFailure(FailureReason.NotFound, "it is on no list") };

        Assert.Equal(
            "Maintenance 01WINDOW is not on your graph: incident.io does not show it, and it was deleted, is of another organization, or is private and not for this key.",
            Explain(facts, On).Headline);
        Assert.Single(ExplainSections.IncidentIo(facts, showPrivate: false));
    }

    [Theory]
    [InlineData("INC-1", "INC-1", "incident")]
    [InlineData("01WINDOW", "01WINDOW", "incident")]
    [InlineData("maintenance:01WINDOW", "maintenance:01WINDOW", "maintenance")]
    [InlineData("outage:01WINDOW", null, null)]
    [InlineData("incident:01WINDOW", null, null)]
    [InlineData("maintenance:of-01WINDOW", null, null)]
    [InlineData("maintenance:", null, null)]
    [InlineData("maintenance:../x", null, null)]
    [InlineData("123", null, null)]
    public void What_is_asked_for_is_read(string text, string? argument, string? kind)
    {
        Assert.Equal(argument is not null, AskedSubject.TryParse(text, out var asked));
        Assert.Equal((argument, kind), (asked?.Argument, asked is null ? null : SubjectKinds.NameOf(asked.Kind)));
    }

    private static ExplainFacts Facts(params (string, string?)[] settings)
    {
        var read = TestSettings.Read(settings);
        var window = MaintenanceMapping.Read(JsonDocument.Parse(AWindow.Planned.Json().ToJsonString()).RootElement, "maintenance_windows[]", Now).Window!;
        Assert.True(AskedSubject.TryParse(window.Id.ToString(), out var asked));
        return new ExplainFacts
        {
            Asked = asked!,
            Subject = window,
            Projection = new MaintenanceProjection(read.Kinds.OfType<MaintenanceOptions>().Single(), () => read.Annotations),
            Now = Now,
        };
    }

    private static (string Headline, IReadOnlyList<PlaceVerdict> Verdicts) Explain(ExplainFacts facts, params (string, string?)[] settings)
    {
        var verdicts = PlaceVerdicts.Of(facts, TestSettings.Read(settings));
        return (ExplainHeadline.Of(facts, verdicts), verdicts);
    }
}
