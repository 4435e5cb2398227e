using Bridge.Annotations.Templates;
using Bridge.IntegrationTests.Hosting;
using WireMock.RequestBuilders;

namespace Bridge.IntegrationTests.Privacy;

/// <summary>
/// What is told of private incidents, by each mode and wherever it is set: a marker in all of their words is looked for in requests,
/// logs, metrics, traces and the database file.
/// </summary>
public sealed class PrivateModeTests
{
    private readonly string _marker = Words.NewMarker();

    public static readonly MatrixTheoryData<string, string> Cases = new(
        ["redact", "omit", "full"], ["everywhere", "on the route", "with a template", "with a template of the route", "with a template that fails", "on a dashboard"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_private_incidents_words_are_told_to_grafana_alone_and_only_when_asked_for(string mode, string set)
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, mode, set);
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(_marker) with { Severity = set == "with a template that fails" ? null : "Major" };

        // Something for Grafana's log to hold in all modes.
        await bridge.BecomesAsync(new IncidentPayload("public") { CustomField = "public" });
        await Words.SendWithWordsAsync(bridge, incident);
        await bridge.HasEndedAsync(incident.Id, "succeeded");

        var posted = annotations.All.Where(annotation => annotation.Tags.Contains($"x-incident:{incident.Id}")).ToList();
        Assert.Equal(mode == "omit" ? 0 : 1, posted.Count);
        Assert.All(posted, annotation => Assert.Contains(incident.Reference, annotation.Text, StringComparison.Ordinal));
        await FailedAsExpectedAsync(bridge, set, mode == "omit" ? 0 : 1);
        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Equal(mode == "full" ? ["grafana"] : [], trail.PlacesOf(_marker));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_was_posted_of_one_that_turns_private_is_rewritten_at_its_webhook(string mode, string set)
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, mode, set);
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(_marker) with { Severity = set == "with a template that fails" ? null : "Major" };
        await bridge.BecomesAsync(incident with { Visibility = "public" });
        var whilePublic = Assert.Single(annotations.All);

        await bridge.BecomesAsync(incident);

        Assert.Contains(_marker, whilePublic.Text, StringComparison.Ordinal);
        Assert.Equal(mode == "omit" ? [] : [whilePublic.Id], annotations.All.Select(annotation => annotation.Id));
        Assert.All(annotations.All, annotation => Assert.Equal(mode == "full", annotation.ToString().Contains(_marker, StringComparison.Ordinal)));
        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Equal(["grafana"], trail.PlacesOf(_marker));
    }

    [Theory]
    [InlineData("redact", 200, """{"severities":[{"name":"High","rank":1}]}""", "dead_letter")]
    [InlineData("omit", 200, """{"severities":[{"name":"High","rank":1}]}""", "dead_letter")]
    [InlineData("redact", 403, "{}", "retry")]
    [InlineData("omit", 403, "{}", "retry")]
    public async Task Nor_does_it_wait_for_a_route_that_cannot_be_followed(string mode, int status, string severities, string outcome)
    {
        await using var bridge = await BridgeInstance.StartAsync(
            new()
            {
                ["Routes:0:Name"] = "ops",
                ["Routes:0:Private"] = mode,
                ["Routes:0:Match:Severity"] = "Major",
                ["Reconciliation:MinInterval"] = "00:00:00",
            },
            prepare: bridge => bridge.IncidentIo.Answers(Severities(), Answer.Json("""{"severities":[{"name":"Major","rank":1}]}""")));
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(_marker);
        await bridge.BecomesAsync(incident with { Visibility = "public" });
        Assert.Contains(_marker, Assert.Single(annotations.All).Text, StringComparison.Ordinal);

        // The severities are kept for an hour, or until the next start.
        await bridge.StopAsync();
        bridge.IncidentIo.Answers(Severities(), Answer.Json(severities, status));
        await bridge.StartAgainAsync();
        await bridge.BecomesAsync(incident, outcome);

        Assert.Equal(mode == "omit" ? 0 : 1, annotations.All.Count);
        Assert.All(annotations.All, annotation => Assert.DoesNotContain(_marker, annotation.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_template_has_everything_that_a_template_can_say()
    {
        Assert.All(
            [.. TemplateModel.Names, .. TemplateModel.IncidentMembers.Select(member => $"incident.{member}"), .. TemplateModel.SeverityMembers.Select(member => $"severity.{member}")],
            name => Assert.Contains(name, Words.EveryField, StringComparison.Ordinal));
    }

    private static IRequestBuilder Severities() => Request.Create().UsingGet().WithPath("/v1/severities");

    private static async Task FailedAsExpectedAsync(BridgeInstance bridge, string set, int posted)
    {
        var metrics = await bridge.ReadMetricsAsync();
        var failures = metrics.Where(series => series.Key.StartsWith("incidentbridge_template_fail", StringComparison.Ordinal)).Sum(series => series.Value);
        Assert.Equal(set == "with a template that fails" ? posted : 0, failures);
    }

    private Task<BridgeInstance> StartAsync(TraceCollector collector, string mode, string set) => BridgeInstance.StartAsync(
        new(collector.Settings.Concat(Trail.LogEverything).Concat(Settings(mode, set)))
        {
            ["Reconciliation:MinInterval"] = "00:00:00",
        },
        prepare: bridge => bridge.Grafana.Answers(
            Request.Create().UsingGet().WithPath("/api/dashboards/uid/d1"), Answer.Json("""{"dashboard":{"id":5,"uid":"d1"}}""")));

    private Dictionary<string, string?> Settings(string mode, string set) => set switch
    {
        "everywhere" => new() { ["Annotations:Private"] = mode },
        "with a template" => new() { ["Annotations:Private"] = mode, ["Annotations:Text"] = Words.EveryField },

        // Without a severity it takes the name for a date.
        "with a template that fails" => new()
        {
            ["Annotations:Private"] = mode,
            ["Annotations:Text"] = "{% if incident.severity %}{{ incident.name }}{% else %}{{ incident.name | date: '%Y' }}{% endif %}",
        },

        // The opposite is set for all, so that the route's own mode has to be heeded.
        "on the route" => new()
        {
            ["Annotations:Private"] = mode == "full" ? "omit" : "full",
            ["Routes:0:Name"] = "ops",
            ["Routes:0:Private"] = mode,
        },
        "with a template of the route" => new()
        {
            ["Annotations:Private"] = mode == "full" ? "redact" : "full",
            ["Routes:0:Name"] = "ops",
            ["Routes:0:Private"] = mode,
            ["Routes:0:Text"] = Words.EveryField,
        },
        "on a dashboard" => new()
        {
            ["Annotations:Private"] = mode == "full" ? "omit" : "full",
            ["Routes:0:Name"] = "ops",
            ["Routes:0:Private"] = mode,
            ["Routes:0:Text"] = Words.EveryField,
            ["Routes:0:Match:CustomFields:0:Field"] = "Affected service",
            ["Routes:0:Match:CustomFields:0:Value:0"] = $"Field {_marker}",
            ["Routes:0:Match:CustomFields:0:Value:1"] = "public",
            ["Routes:0:Dashboards:0:Uid"] = "d1",
            ["Routes:0:Dashboards:0:Panel"] = "2",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };
}
