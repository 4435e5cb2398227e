using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The other ways to run the bridge: for Argo CD, External Secrets Operator, Terraform and systemd. Each agrees with the chart and with the bridge.</summary>
public sealed partial class DeployTests
{
    private const string Application = "deploy/argocd/application.yaml";
    private const string ExternalSecret = "deploy/external-secrets/external-secret.yaml";
    private const string Terraform = "deploy/terraform/main.tf";
    private const string Unit = "deploy/systemd/incident-bridge.service";

    [Theory]
    [InlineData(Application)]
    [InlineData(ExternalSecret)]
    [InlineData(Terraform)]
    [InlineData(Unit)]
    public void The_readme_leads_to_it(string file)
    {
        Assert.Contains($"]({file})", Repository.Read("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_application_of_argo_cd_is_one_and_its_values_are_the_charts()
    {
        var application = Assert.Single(Manifest.ReadAll(Repository.Read(Application))).As<ArgoApplication>();

        Assert.Equal(("argoproj.io/v1alpha1", "deploy/helm/incident-bridge"), (application.ApiVersion, application.Spec.Source.Path));
        Assert.True(Directory.Exists(Repository.Path(application.Spec.Source.Path)));
        var ignored = Assert.Single(application.Spec.IgnoreDifferences);
        Assert.Equal(("apps", "Deployment", "/spec/replicas"), (ignored.Group, ignored.Kind, ignored.JsonPointers.Single()));
        Assert.Contains("RespectIgnoreDifferences=true", application.Spec.SyncPolicy.SyncOptions);
        await RendersAsync(Text(Tree(Application)["spec"]["source"]["helm"]["valuesObject"]));
    }

    [Fact]
    public async Task The_external_secret_makes_the_secret_that_the_chart_mounts()
    {
        var secret = Assert.Single(Manifest.ReadAll(Repository.Read(ExternalSecret))).As<ExternalSecret>();

        Assert.Equal("external-secrets.io/v1", secret.ApiVersion);
        var volume = (await Helm.RenderAsync("default-values.yaml")).Select(manifest => manifest.Pod).OfType<k8s.Models.V1PodTemplateSpec>().Single()
            .Spec.Volumes.Single(volume => volume.Name == "secrets");
        Assert.Equal(Assert.Single(volume.Projected.Sources).Secret.Name, secret.Spec.Target.Name);
        AreCredentials(secret.Spec.Data.Select(entry => entry.SecretKey));
    }

    [Fact]
    public async Task The_terraform_file_hands_over_the_credentials_and_values_of_the_chart()
    {
        var text = Repository.Read(Terraform);
        var secret = text[text.IndexOf("resource \"kubernetes_secret\"", StringComparison.Ordinal)..text.IndexOf("resource \"helm_release\"", StringComparison.Ordinal)];

        AreCredentials(Assignment().Matches(secret[secret.IndexOf("data = {", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value));
        Assert.Equal(text.Count(character => character == '{'), text.Count(character => character == '}'));

        // What it declares is used, and what it uses is declared.
        var declared = Declaration().Matches(text).Select(match => match.Groups[1].Value == "variable" ? $"var.{match.Groups[2].Value}" : $"{match.Groups[2].Value}.{match.Groups[3].Value}").ToHashSet();
        var used = Reference().Matches(text).Select(match => match.Value).ToHashSet();
        Assert.Empty(used.Except(declared));
        Assert.Equal(["helm_release.bridge"], declared.Except(used));

        var values = Text(Tree("deploy/terraform/values.yaml"));
        await RendersAsync(values, "--set", "image.registry=registry.example.com", "--set", "config.grafana.main.url=https://grafana.example.com", "--set", "ingress.host=bridge.example.com");
    }

    [Fact]
    public async Task The_unit_is_in_order_for_systemd_and_safe()
    {
        var analyze = Command.OnPath("systemd-analyze");
        if (analyze is null)
        {
            Command.Missing("systemd-analyze", "install Debian's package systemd.");
        }

        var folder = Directory.CreateTempSubdirectory("incident-bridge-unit-");
        try
        {
            // It checks that the program is there.
            var unit = Path.Combine(folder.FullName, Path.GetFileName(Unit));
            await File.WriteAllTextAsync(unit, Program().Replace(Repository.Read(Unit), "ExecStart=/bin/true"), TestContext.Current.CancellationToken);

            var verified = await Command.RunAsync(analyze!, "verify", unit);
            Assert.Equal("", verified.Succeeded() + Regex.Replace(verified.Error, "(?m)^(?!.*incident-bridge).*\n?", ""));
            (await Command.RunAsync(analyze!, "security", "--offline=true", "--no-pager", "--threshold=20", unit)).Succeeded();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_unit_gives_the_bridge_its_credentials_its_settings_and_the_time_to_stop()
    {
        var lines = Repository.Read(Unit).Split('\n');
        var credentials = lines.Where(line => line.StartsWith("LoadCredential=", StringComparison.Ordinal)).Select(line => line[15..].Split(':')).ToList();
        AreCredentials(credentials.Select(credential => credential[0]));
        Assert.All(credentials, credential => Assert.Equal($"/etc/incident-bridge/credentials/{credential[0]}", credential[1]));

        var folder = Directory.CreateTempSubdirectory("incident-bridge-credentials-");
        try
        {
            var settings = lines.Where(line => line.StartsWith("Environment=", StringComparison.Ordinal)).Select(line => line[12..].Split('=')).ToDictionary(
                pair => pair[0].Replace("__", ":", StringComparison.Ordinal),
                pair => (string?)pair[1].Replace("%d", folder.FullName, StringComparison.Ordinal).Replace("%S", folder.FullName, StringComparison.Ordinal));
            settings["IncidentIo:ApiKey"] = "key";
            settings["IncidentIo:SigningSecrets:0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            settings["Grafana:main:Url"] = "https://grafana.example.com";
            settings["Grafana:main:Token"] = "token";
            var read = BridgeSettings.Read(new ConfigurationBuilder().AddJsonFile(Repository.Path("src/Bridge/appsettings.json")).AddInMemoryCollection(settings).Build());
            Assert.Equal(System.Net.IPAddress.Loopback, read.Server.Address);
            Assert.Equal(folder.FullName, read.Secrets.Directory);
        }
        finally
        {
            folder.Delete();
        }

        Assert.True(int.Parse(lines.Single(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) > 25);
        Assert.Contains("RestartPreventExitStatus=78", lines);
    }

    private static void AreCredentials(IEnumerable<string> keys) =>
        Assert.Equal(["Grafana__main__Token", "IncidentIo__ApiKey", "IncidentIo__SigningSecrets__0"], keys.Order(StringComparer.Ordinal));

    private static async Task RendersAsync(string values, params string[] arguments)
    {
        var manifests = Manifest.ReadAll((await Helm.TemplateValuesAsync(values, valuesFile: null, arguments)).Succeeded());
        Assert.All(manifests, manifest => manifest.ReadStrictly());
        Assert.Superset(new HashSet<string> { "StatefulSet", "Ingress", "ServiceMonitor", "PrometheusRule" }, manifests.Select(manifest => manifest.Kind).ToHashSet());
    }

    private static YamlNode Tree(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(file)));
        return stream.Documents.Single().RootNode;
    }

    private static string Text(YamlNode node)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        return text.ToString().TrimEnd('\n', '.');
    }

    [GeneratedRegex(@"(?m)^\s+(\w+__\w+)\s+=")]
    private static partial Regex Assignment();

    [GeneratedRegex("(?m)^(variable|resource) \"(\\w+)\"(?: \"(\\w+)\")?")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(?:var\.\w+|(?:incident|grafana|kubernetes)_\w+\.bridge)\b")]
    private static partial Regex Reference();

    [GeneratedRegex("(?m)^ExecStart=.*$")]
    private static partial Regex Program();
}
