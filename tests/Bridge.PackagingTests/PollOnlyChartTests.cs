using Bridge.PackagingTests.Tools;
using k8s.Models;

namespace Bridge.PackagingTests;

/// <summary>A release of a bridge that takes no webhooks has nothing that is for them, whatever else its values ask for.</summary>
public sealed class PollOnlyChartTests
{
    private const string Values = "poll-only-values.yaml";

    [Fact]
    public async Task Nothing_leads_in_from_outside()
    {
        var chart = await RenderedChart.ReadAsync(Values);

        Assert.False(chart.Has<V1Ingress>() || chart.Has<HttpRoute>());
        Assert.Equal(("None", "management"), (chart.One<V1Service>().Spec.ClusterIP, Assert.Single(chart.One<V1Service>().Spec.Ports).Name));
        Assert.Equal("management", Assert.Single(chart.Bridge.Ports).Name);
        Assert.Equal("false", chart.Bridge.Env.Single(variable => variable.Name == "IncidentIo__Webhooks").Value);
        Assert.DoesNotContain(chart.Bridge.Env, variable => variable.Name == "IncidentIo__ResyncInterval");
        var rule = Assert.Single(chart.One<V1NetworkPolicy>().Spec.Ingress);
        Assert.Equal("management", Assert.Single(rule.Ports).Port.Value);
    }

    [Fact]
    public async Task A_policy_that_lets_nobody_in_says_so()
    {
        var rendered = await Helm.TemplateAsync(
            "--values", Path.Combine(Repository.Chart, "ci", Values), "--set-json", "networkPolicy.managementFrom=[]");

        var policy = Assert.Single(Manifest.ReadAll(rendered.Succeeded()).Select(manifest => manifest.ReadStrictly()).OfType<V1NetworkPolicy>());
        Assert.Empty(policy.Spec.Ingress);
        Assert.Contains("Ingress", policy.Spec.PolicyTypes);
    }

    [Fact]
    public async Task No_signing_secret_is_asked_for_and_the_ports_need_not_differ()
    {
        var rendered = await Helm.TemplateAsync(
            "--values", Path.Combine(Repository.Chart, "ci", Values), "--set", "config.server.managementPort=8080");

        Assert.DoesNotContain("SigningSecrets", rendered.Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bridge_that_it_configures_only_polls()
    {
        var chart = await RenderedChart.ReadAsync(Values);
        var settings = chart.Bridge.Env.Where(variable => variable.Name.StartsWith("IncidentIo__", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Name["IncidentIo__".Length..], variable => (string?)variable.Value);
        settings["ApiKey"] = "key";
        var faults = new List<Bridge.Settings.SettingFault>();

        var read = Incidents.IncidentIoOptions.Read(new Bridge.Settings.SettingsSection(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = settings }).Build(), "IncidentIo", faults));

        Assert.Empty(faults);
        Assert.Equal((false, TimeSpan.FromSeconds(30)), (read.Webhooks, read.ResyncInterval));
    }
}
