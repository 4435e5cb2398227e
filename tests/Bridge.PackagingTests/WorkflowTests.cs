using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The workflows have the least rights, and run what they name by commit. actionlint, which .ci/run starts, reads the rest.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Repository.Path(".github/workflows")).Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_named_by_its_commit_with_its_version_beside(string workflow)
    {
        var uses = Uses().Matches(Repository.Read($".github/workflows/{workflow}")).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_job_has_an_end_and_no_right_but_its_own(string workflow)
    {
        var tree = Tree(workflow);

        Assert.Empty(((YamlMappingNode)tree["permissions"]).Children);
        Assert.All((YamlMappingNode)tree["jobs"], job =>
        {
            var keys = ((YamlMappingNode)job.Value).Children.Keys.Select(key => key.ToString()).ToList();
            Assert.Contains("timeout-minutes", keys);
            Assert.Contains("permissions", keys);
        });
        Assert.All(
            ((YamlMappingNode)tree["jobs"]).SelectMany(job => ((YamlSequenceNode)job.Value["steps"]).Cast<YamlMappingNode>()).Where(step => step.Children.TryGetValue("uses", out var action) && $"{action}".StartsWith("actions/checkout@", StringComparison.Ordinal)),
            checkout => Assert.Equal("false", checkout["with"]["persist-credentials"].ToString()));
    }

    [Fact]
    public void Only_the_release_may_write_and_what_is_written_is_signed()
    {
        Assert.DoesNotContain(": write", Repository.Read(".github/workflows/ci.yml"), StringComparison.Ordinal);
        var release = (YamlMappingNode)Tree("release.yml")["jobs"];
        var writers = release.Where(job => ((YamlMappingNode)job.Value["permissions"]).Any(right => $"{right.Value}" == "write")).Select(job => $"{job.Key}").ToList();
        Assert.Equal(["image", "chart", "publish"], writers);
        Assert.All(writers, job => Assert.Contains(
            ((YamlSequenceNode)release[job]["steps"]).Cast<YamlMappingNode>(),
            step => step.Children.TryGetValue("run", out var run) && $"{run}".Contains("cosign sign", StringComparison.Ordinal)));
    }

    /// <summary>What the release looks for in the sources, and what it replaces in the chart.</summary>
    [Fact]
    public void The_release_finds_what_it_looks_for()
    {
        Assert.Matches("<Version>[0-9.]+</Version>", Repository.Read("Directory.Build.props"));
        Assert.Matches(@"(?m)^appVersion: [0-9.]+$", Repository.Read("deploy/helm/incident-bridge/Chart.yaml"));
        Assert.Matches(@"(?m)^## Unreleased$", Repository.Read("CHANGELOG.md"));
        Assert.Single(Regex.Matches(Repository.Read("deploy/helm/incident-bridge/values.yaml"), "(?m)^  registry: \"\"$"));
        Assert.Single(Regex.Matches(Repository.Read("deploy/helm/incident-bridge/values.yaml"), "(?m)^  digest: \"\"$"));
    }

    [Fact]
    public void Updates_are_proposed_for_everything_that_is_pinned()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(".github/dependabot.yml")));
        var updates = ((YamlSequenceNode)stream.Documents.Single().RootNode["updates"]).Select(update => ($"{update["package-ecosystem"]}", $"{update["directory"]}")).ToList();

        Assert.Equal([("docker", "/"), ("docker-compose", "/deploy"), ("dotnet-sdk", "/"), ("github-actions", "/"), ("nuget", "/")], updates.Order());
        Assert.All(updates, update => Assert.True(Directory.Exists(Repository.Path(update.Item2.Trim('/')))));
    }

    private static YamlMappingNode Tree(string workflow)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read($".github/workflows/{workflow}")));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    [GeneratedRegex(@"(?m)^\s*- uses: (.+)$")]
    private static partial Regex Uses();
}
