using System.Globalization;
using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The Compose file starts a bridge, a Prometheus with the alerts and a Grafana with the dashboards.</summary>
public sealed class ComposeTests
{
    /// <summary>Made by whoever runs it, and never committed.</summary>
    private const string Secrets = "deploy/compose/secrets";

    private static readonly ComposeFile Compose = ComposeFile.Load();

    public static TheoryData<string> Services => [.. Compose.Services.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public void What_is_mounted_is_there_and_cannot_be_changed(string service)
    {
        Assert.All(Compose.Services[service].Mounts.Where(mount => mount.IsPath), mount =>
        {
            Assert.True(mount.IsReadOnly, mount.Source);
            Assert.True(mount.Source == Secrets || Path.Exists(Repository.Path(mount.Source)), mount.Source);
        });
        Assert.All(Compose.Services[service].Mounts.Where(mount => !mount.IsPath), mount => Assert.Contains(mount.Source, Compose.Volumes.Keys));
        Assert.Contains($"/{Secrets}/", Repository.Read(".gitignore").Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_service_is_without_rights_comes_back_and_can_be_reached_from_this_machine_alone(string service)
    {
        var described = Compose.Services[service];

        Assert.Equal(["ALL"], described.CapDrop);
        Assert.Equal(["no-new-privileges:true"], described.SecurityOpt);
        Assert.Equal("unless-stopped", described.Restart);
        Assert.All(described.Ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Matches(@":v?\d+\.\d+\.\d+$", described.Image);
    }

    [Fact]
    public void The_bridge_understands_its_settings_and_finds_its_grafana()
    {
        var settings = ReadSettings();

        var grafana = Assert.Single(settings.Grafana);
        var service = Compose.Services[grafana.Url.Host];
        Assert.Contains(grafana.Url.Port, service.ContainerPorts);
        var mounts = Bridge.Mounts.ToDictionary(mount => mount.Target, mount => mount.Source);
        Assert.Equal(Secrets, mounts[settings.Secrets.Directory!]);
        Assert.Equal("bridge-data", mounts[Path.GetDirectoryName(settings.Storage.Path)!]);
    }

    [Fact]
    public void The_bridge_runs_as_strictly_as_on_kubernetes()
    {
        var pod = ValuesFile.Tree["podSecurityContext"];
        var grace = TimeSpan.FromSeconds(int.Parse(Bridge.StopGracePeriod!.TrimEnd('s'), CultureInfo.InvariantCulture));

        Assert.Equal($"{pod["runAsUser"]}:{pod["runAsGroup"]}", Bridge.User);
        Assert.True(Bridge.ReadOnly);
        Assert.Equal($"{ValuesFile.Tree["resources"]["limits"]["memory"]}", Bridge.MemLimit!.Replace("m", "Mi", StringComparison.Ordinal));
        Assert.True(grace > TimeSpan.FromSeconds(25), "work in progress gets 25 seconds");
        Assert.Equal(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Path("deploy"), Bridge.Build!.Context)));
    }

    [Fact]
    public void Webhooks_can_be_reached_and_metrics_cannot()
    {
        Assert.Equal([ReadSettings().Server.WebhookPort], Bridge.ContainerPorts);
    }

    [Fact]
    public async Task Prometheus_reads_its_configuration_with_the_alerts_and_scrapes_the_bridge()
    {
        var prometheus = Compose.Services["prometheus"];
        using var root = new MountedFiles(prometheus);
        var file = prometheus.Command.Single(argument => argument.StartsWith("--config.file=", StringComparison.Ordinal)).Split('=')[1];

        var result = await Promtool.RunAsync("check", "config", root.Inside(file));

        var rules = RuleFile.Load(Repository.Rules).Alerts;
        Assert.Contains($"{rules.Count} rules found", result.Succeeded(), StringComparison.Ordinal);
        var job = Assert.Single(((YamlSequenceNode)Tree(root.Inside(file))["scrape_configs"]).Children);
        Assert.All(rules, rule => Assert.Contains($"job=\"{job["job_name"]}\"", rule.Expr, StringComparison.Ordinal));
        Assert.Equal($"bridge:{ReadSettings().Server.ManagementPort}", $"{job["static_configs"][0]["targets"][0]}");
        var storage = prometheus.Command.Single(argument => argument.StartsWith("--storage.tsdb.path=", StringComparison.Ordinal)).Split('=')[1];
        Assert.Contains(prometheus.Mounts, mount => !mount.IsPath && mount.Target == storage);
    }

    [Fact]
    public void Grafana_is_given_prometheus_and_every_dashboard()
    {
        using var root = new MountedFiles(Compose.Services["grafana"]);

        var source = Assert.Single(((YamlSequenceNode)Tree(root.Inside("/etc/grafana/provisioning/datasources/prometheus.yaml"))["datasources"]).Children);
        var url = new Uri($"{source["url"]}");
        Assert.Equal(("prometheus", "true"), ($"{source["type"]}", $"{source["isDefault"]}"));
        Assert.Contains(url.Port, Compose.Services[url.Host].ContainerPorts);

        var provider = Assert.Single(((YamlSequenceNode)Tree(root.Inside("/etc/grafana/provisioning/dashboards/incident-bridge.yaml"))["providers"]).Children);
        Assert.Equal(
            Directory.GetFiles(Repository.Path("dashboards")).Select(Path.GetFileName).Order(),
            Directory.GetFiles(root.Inside($"{provider["options"]["path"]}")).Select(Path.GetFileName).Order());
    }

    private static ComposeService Bridge => Compose.Services["bridge"];

    /// <summary>The settings that the bridge would read: of the image, of the Compose file, and credentials that stand for those of the folder.</summary>
    private static BridgeSettings ReadSettings()
    {
        var folder = Directory.CreateTempSubdirectory("incident-bridge-secrets-");
        try
        {
            var environment = ImageFile.Environment.Concat(Bridge.Environment)
                .Where(variable => Regex.IsMatch(variable.Key, "^[A-Z][A-Za-z]+__"))
                .ToDictionary(variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), variable => (string?)variable.Value);
            var directory = environment["Secrets:Directory"];
            environment["Secrets:Directory"] = folder.FullName;
            environment["IncidentIo:ApiKey"] = "key";
            environment["IncidentIo:SigningSecrets:0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            environment["Grafana:main:Token"] = "token";
            var configuration = new ConfigurationBuilder().AddJsonFile(Repository.Path("src/Bridge/appsettings.json")).AddInMemoryCollection(environment).Build();
            return BridgeSettings.Read(configuration) with { Secrets = new SecretsOptions { Directory = directory } };
        }
        finally
        {
            folder.Delete();
        }
    }

    private static YamlMappingNode Tree(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(path)));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }
}
