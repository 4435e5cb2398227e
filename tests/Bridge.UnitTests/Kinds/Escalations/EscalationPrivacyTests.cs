using System.Text.Json.Nodes;
using Bridge.Annotations;
using Bridge.Kinds.Escalations;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>A word in everything that people, sources or customers wrote, and where it comes out.</summary>
public sealed class EscalationPrivacyTests
{
    private const string Marker = "zebra";

    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    private static readonly EscalationNames Names = new(
        new Dictionary<string, string> { [AnEscalation.Path] = $"{Marker} path" }, AnEscalation.Names.Sources);

    /// <summary>What makes it private, or leaves that open; then what is told.</summary>
    public static readonly TheoryData<string, string> Ways = new MatrixTheoryData<string, string>(
        ["alert", "incident", "parent", "hidden parent", "nothing said", "unheard source"], ["region", "points"]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Redacted_it_tells_its_priority_its_times_its_state_and_the_incidents_reference(string way, string shape)
    {
        var shown = Decide(Private(way), PrivateMode.Redact, shape);

        Assert.Equal(shape == "region" ? 1 : 2, shown.Count);
        Assert.All(shown, annotation =>
        {
            Assert.DoesNotContain(Marker, annotation.Text + string.Concat(annotation.Tags), StringComparison.OrdinalIgnoreCase);
            Assert.StartsWith(annotation.Part == AnnotationPart.Resolve ? "<b>Private escalation over</b><br>P1" : "<b>Private escalation</b><br>P1", annotation.Text, StringComparison.Ordinal);
            Assert.Contains("priority:p1", annotation.Tags);
            Assert.Contains("status:acked", annotation.Tags);
            Assert.DoesNotContain(annotation.Tags, tag => tag.StartsWith("path:", StringComparison.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Left_out_there_is_nothing(string way, string shape) => Assert.Empty(Decide(Private(way), PrivateMode.Omit, shape));

    /// <summary>Its title and its path are all that is ever told of what somebody wrote.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void In_full_it_tells_its_title_and_its_path_and_no_person_no_description_and_no_incidents_name(string way, string shape) =>
        Assert.All(Decide(Private(way), PrivateMode.Full, shape), TellsTitleAndPathAlone);

    [Theory]
    [InlineData("redact")]
    [InlineData("omit")]
    public void Of_a_public_one_the_same_is_told(string mode)
    {
        var json = Marked().About(MarkedIncident("public"));

        TellsTitleAndPathAlone(Assert.Single(Decide(Of(json, AnIncident.Live()), Labels.Parse<PrivateMode>(mode), "region")));
    }

    [Fact]
    public void Its_states_do_not_print_what_somebody_wrote()
    {
        var escalation = AnEscalation.Read(Marked()).Escalation!;

        Assert.DoesNotContain(Marker, $"{escalation} {Of(Marked())} {string.Join(' ', Of(Marked()).Facts)}", StringComparison.OrdinalIgnoreCase);
    }

    private static void TellsTitleAndPathAlone(DesiredAnnotation annotation)
    {
        Assert.Equal(1, Count(annotation.Text));
        Assert.Contains($"{Marker} title", annotation.Text, StringComparison.Ordinal);
        Assert.Equal([$"path:{Marker} path"], annotation.Tags.Where(tag => Count(tag) > 0));
    }

    private static int Count(string text) => text.Split(Marker, StringSplitOptions.None).Length - 1;

    private static Happening Private(string way) => way switch
    {
        "alert" => Of(Marked().With("related_alerts", new JsonArray(MarkedAlert(AnEscalation.PrivateSource))).With("related_incidents", new JsonArray())),
        "incident" => Of(Marked().About(MarkedIncident("private")), AnIncident.Live()),
        "parent" => Of(Marked().About(MarkedIncident("public")), AnIncident.Live().Private()),
        "hidden parent" => Of(Marked().About(MarkedIncident("public")), parent: null),
        "nothing said" => Of(Marked().About()),
        "unheard source" => Of(Marked().With("related_alerts", new JsonArray(MarkedAlert($"01{Marker}"))).With("related_incidents", new JsonArray())),
        _ => throw new ArgumentException(way, nameof(way)),
    };

    private static Happening Of(JsonObject json, Subject? parent = null)
    {
        var happening = EscalationMapping.Of(AnEscalation.Read(json).Escalation!, Names, EscalationUntil.Acknowledged);
        return happening with { Parents = [.. happening.BelongsTo.Select(id => new Related(id, parent))] };
    }

    private static IReadOnlyList<DesiredAnnotation> Decide(Happening escalation, PrivateMode mode, string shape) =>
        new EscalationProjection(new EscalationOptions { Show = ShownEscalations.All, Shape = Labels.Parse<AnnotationShape>(shape) }, () => new AnnotationOptions { Private = mode })
            .Decide(escalation, Route, ShownState.Nothing, default, dashboard: null);

    private static JsonObject Marked()
    {
        var json = AnEscalation.Json("acked", "10:00 triggered", "10:01 notified_users", "10:01 notified_channels", "10:04 acked")
            .With("title", $"{Marker} title")
            .With("description", $"{Marker} description")
            .With("related_alerts", new JsonArray(MarkedAlert(AnEscalation.PublicSource)))
            .With("creator", new JsonObject
            {
                ["alert"] = new JsonObject { ["id"] = "01JALERT000000000000000001", ["title"] = $"{Marker} alert" },
                ["user"] = Person(),
                ["workflow"] = new JsonObject { ["name"] = $"{Marker} workflow" },
            });
        foreach (var happened in json["events"]!.AsArray())
        {
            happened!["users"] = new JsonArray(Person());
            happened["channels"] = new JsonArray(new JsonObject { ["slack_channel_id"] = $"C{Marker}" });
        }

        return json;
    }

    private static JsonObject Person() => new()
    {
        ["id"] = $"01{Marker}",
        ["name"] = $"{Marker} person",
        ["email"] = $"{Marker}@example.com",
        ["slack_user_id"] = $"U{Marker}",
    };

    private static JsonObject MarkedAlert(string source) => AnEscalation.Alert("01JALERT000000000000000001", source)
        .With("title", $"{Marker} alert")
        .With("description", $"{Marker} description")
        .With("deduplication_key", $"{Marker}-key")
        .With("source_url", $"https://{Marker}.example.com/");

    private static JsonObject MarkedIncident(string visibility) => AnEscalation.Incident(visibility: visibility)
        .With("name", $"{Marker} name")
        .With("summary", $"{Marker} summary");
}
