using System.Globalization;
using System.Net;
using Bridge.Commands.Check;
using Bridge.UnitTests.Grafana;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.UnitTests.Upstreams;

namespace Bridge.UnitTests.Commands;

/// <summary>Who sees what is posted, and whether all of it is seen, as far as Grafana tells.</summary>
public sealed class AudienceCheckTests
{
    private static readonly DateTimeOffset Now = AnIncident.DeclaredAt;

    private readonly Dictionary<string, string> _answers = new()
    {
        ["/api/annotations"] = "[]",
        ["/api/dashboards/public-dashboards"] = """{"publicDashboards":[{"dashboardUid":"a","isEnabled":true},{"dashboardUid":"b","isEnabled":true},{"dashboardUid":"c","isEnabled":false},null]}""",
        ["/api/dashboards/uid/a/public-dashboards"] = """{"dashboardUid":"a","isEnabled":true,"annotationsEnabled":true}""",
        ["/api/dashboards/uid/b/public-dashboards"] = """{"dashboardUid":"b","isEnabled":true,"annotationsEnabled":false}""",
        ["/api/frontend/settings"] = """{"featureToggles":{"other":true}}""",
    };

    private readonly List<string> _asked = [];

    [Fact]
    public async Task Where_nothing_is_to_be_told_nothing_is()
    {
        Assert.Empty(await CheckAsync());
        Assert.DoesNotContain(_asked, path => path.Contains("public", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    public async Task More_than_a_query_shows_is_a_warning(int count, int warnings)
    {
        // Grafana 12 lists one twice.
        _answers["/api/annotations"] = $"[{string.Join(',', Enumerable.Range(1, count).Append(1).Select(id => $$"""{"id":{{id}},"time":1,"timeEnd":2,"tags":["incident-io"]}"""))}]";

        var results = await CheckAsync();

        Assert.Equal(warnings, results.Count(result => result.Contains("Warning More than 100 annotations with the tag incident-io lie in the last 30 days.", StringComparison.Ordinal)));
        Assert.Contains(_asked, asked => asked.Contains($"from={Ms(Now.AddDays(-30))}&to={Ms(Now)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_annotation_without_a_number_fails()
    {
        _answers["/api/annotations"] = """[{"id":0,"time":1,"timeEnd":2}]""";

        Assert.StartsWith("Failed It gives annotations the number 0", Assert.Single(await CheckAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Annotations:Private", "full", "default")]
    [InlineData("Routes:0:Private", "full", "ops")]
    public async Task A_public_dashboard_with_annotations_beside_full_private_incidents_is_a_warning(string key, string value, string route)
    {
        var settings = new List<(string, string?)> { (key, value) };
        if (route != "default")
        {
            settings.Add(("Routes:0:Name", route));
        }

        Assert.Equal(
            [$"Warning The dashboard a is public and shows annotations, and private incidents are told in full (route {route}): without a login, whoever has its address may read them. Turn annotations off in its public settings, or set Private to redact."],
            await CheckAsync([.. settings]));
    }

    [Fact]
    public async Task A_route_of_public_incidents_alone_tells_nothing_private() =>
        Assert.Empty(await CheckAsync(("Routes:0:Name", "ops"), ("Routes:0:Private", "full"), ("Routes:0:Match:Visibility", "public")));

    [Fact]
    public async Task The_toggle_that_lets_viewers_write_is_a_warning()
    {
        _answers["/api/frontend/settings"] = """{"featureToggles":{"kubernetesAnnotations":true}}""";

        Assert.StartsWith("Warning Its feature toggle kubernetesAnnotations is on", Assert.Single(await CheckAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"featureToggles":[]}""")]
    [InlineData("""{"featureToggles":{"kubernetesAnnotations":"true"}}""")]
    [InlineData("not json")]
    public async Task What_grafana_does_not_tell_is_passed_over(string settings)
    {
        _answers.Clear();
        _answers["/api/frontend/settings"] = settings;

        Assert.Empty(await CheckAsync(("Annotations:Private", "full")));
    }

    private static string Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> CheckAsync(params (string Key, string? Value)[] settings)
    {
        var read = TestSettings.Read(settings);
        var probe = StubGrafana.Probe(new StubHandler((request, _) =>
        {
            _asked.Add(request.RequestUri!.PathAndQuery);
            return Task.FromResult(_answers.TryGetValue(request.RequestUri.AbsolutePath["/sub".Length..], out var answer)
                ? Answers.Json(answer)
                : Answers.Json("""{"message":"Not found"}""", HttpStatusCode.NotFound));
        }));
        var results = await AudienceCheck.RunAsync(probe, read.Annotations, read.Routes, Now, TestContext.Current.CancellationToken);
        return [.. results.Select(result => $"{result.Status} {result.Message}")];
    }
}
