using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using Bridge.Settings;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The image and the chart agree. What is in the built image, and how it runs, is what tests/image/run looks at.</summary>
public sealed partial class ImageTests
{
    [Fact]
    public void Its_user_is_the_one_that_the_chart_runs()
    {
        var pod = (YamlMappingNode)ValuesFile.Tree["podSecurityContext"];

        Assert.Equal($"{pod["runAsUser"]}:{pod["runAsGroup"]}", ImageFile.Instruction("USER"));
        Assert.Equal(pod["runAsGroup"], pod["fsGroup"]);
    }

    [Fact]
    public void Its_paths_and_ports_are_those_of_the_chart_and_of_the_bridge()
    {
        var config = ValuesFile.Tree["config"];
        var server = new ServerOptions();

        Assert.Equal(config["storage"]["path"].ToString(), ImageFile.Environment["Storage__Path"]);
        Assert.Equal(config["secrets"]["directory"].ToString(), ImageFile.Environment["Secrets__Directory"]);
        Assert.Equal(Path.GetDirectoryName(config["storage"]["path"].ToString()), ImageFile.Instruction("VOLUME"));
        Assert.Equal($"{server.WebhookPort} {server.ManagementPort}", ImageFile.Instruction("EXPOSE"));
    }

    [Fact]
    public void It_starts_the_bridge_and_asks_the_bridge_for_its_health_without_a_shell()
    {
        Assert.Equal("""["/app/incident-bridge"]""", ImageFile.Instruction("ENTRYPOINT"));
        Assert.EndsWith("""CMD ["/app/incident-bridge", "health"]""", ImageFile.Instruction("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.Contains("health", Commands.BridgeCommands.Create().Subcommands.Select(command => command.Name));
    }

    [Fact]
    public void Its_version_is_that_of_the_sources_and_of_the_chart()
    {
        var version = Version().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;

        Assert.All(ImageFile.Versions, named => Assert.Equal(version, named));
        Assert.Contains($"appVersion: {version}\n", Repository.Read("deploy/helm/incident-bridge/Chart.yaml"), StringComparison.Ordinal);
        Assert.Equal($"{ValuesFile.Tree["image"]["repository"]}:{version}", ComposeFile.Load().Services["bridge"].Image);
    }

    [Fact]
    public void Nothing_goes_into_the_build_that_is_not_named()
    {
        var lines = Repository.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToList();

        Assert.Equal("*", lines[0]);
        Assert.All(
            lines.Where(line => line[0] == '!'),
            line => Assert.True(File.Exists(Repository.Path(line[1..])) || Directory.Exists(Repository.Path(line[1..])), line));
    }

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex Version();
}
