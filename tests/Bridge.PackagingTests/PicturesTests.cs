using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>What the script that photographs the dashboards does to a Grafana, which is somebody's.</summary>
public sealed partial class PicturesTests
{
    [Fact]
    public async Task It_imports_copies_posts_what_the_bridge_would_and_removes_exactly_that()
    {
        using var grafana = new GrafanaListener(firstId: 41);

        (await RunAsync(grafana)).Succeeded();

        var shipped = new[] { Dashboard.Overview, Dashboard.Incidents }.Select(Path.GetFileNameWithoutExtension);
        var imported = grafana.Posted("/api/dashboards/db").ToList();
        Assert.Equal(2, imported.Count);
        Assert.All(imported, request => Assert.Equal("incident-bridge-pictures", request.Text("folderUid")));
        Assert.Empty(imported.Select(request => request.GetProperty("dashboard").Text("uid")).Intersect(shipped));

        var posted = grafana.Posted("/api/annotations").ToList();
        Assert.NotEmpty(posted);
        Assert.All(posted, annotation =>
        {
            var tags = annotation.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToList();
            Assert.Equal(Annotations.AnnotationTags.Common, tags[0]);
            Assert.Matches("^severity:(critical|major|minor)$", tags[1]);
            Assert.Matches("^status:(open|resolved)$", tags[2]);
        });

        Assert.Equal(
            [.. Enumerable.Range(41, posted.Count).Select(id => $"/api/annotations/{id}"), "/api/datasources/uid/incident-bridge-pictures", "/api/folders/incident-bridge-pictures"],
            grafana.Requests.Where(request => request.Method == "DELETE").Select(request => request.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>Grafana takes the deletion of number 0 for one of all annotations.</summary>
    [Fact]
    public async Task It_never_deletes_the_number_0()
    {
        using var grafana = new GrafanaListener(firstId: 0);

        var result = await RunAsync(grafana);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the number 0", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["/api/datasources/uid/incident-bridge-pictures", "/api/folders/incident-bridge-pictures"],
            grafana.Requests.Where(request => request.Method == "DELETE").Select(request => request.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_samples_have_every_metric_of_the_dashboards()
    {
        var result = await NodeAsync(
            "--input-type=module", "--eval", $"import {{ replica }} from '{Repository.Path("tests/pictures/samples.mjs")}'; console.log(replica(true, 1e9).map(([name]) => name).join('\\n'))");
        var names = result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

        Assert.All(
            new[] { Dashboard.Overview, Dashboard.Incidents }.SelectMany(file => Metric().Matches(Repository.Read($"dashboards/{file}")).Select(match => match.Value)).Distinct(),
            name => Assert.Contains(name, names));
    }

    /// <summary>With a pattern that no picture's name matches there is neither a Prometheus nor a browser.</summary>
    private static Task<CommandResult> RunAsync(GrafanaListener grafana) =>
        NodeAsync(Repository.Path("tests/pictures/photograph.mjs"), "--grafana", grafana.Url, "--prometheus", "http://127.0.0.1:9", "--only", "^none$", "--out", Path.GetTempPath());

    private static async Task<CommandResult> NodeAsync(params IReadOnlyList<string> arguments)
    {
        var program = Command.OnPath("node");
        if (program is null)
        {
            Command.Missing("node", "install Debian's package nodejs, or put it on PATH.");
        }

        return await Command.RunAsync(program!, arguments);
    }

    [GeneratedRegex(@"\b(incidentbridge|process|dotnet)_[a-z_]+")]
    private static partial Regex Metric();
}
