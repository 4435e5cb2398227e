using System.Text.Json.Nodes;
using Bridge.Commands.Check;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Commands;

/// <summary>What <c>check</c> says of the key's rights to what is shown beside incidents, for each kind and each right.</summary>
public sealed class KindCheckTests
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Escalations"] = "Show=all",
        ["Alerts"] = "Show=matching",
        ["MaintenanceWindows"] = "Show=all",
        ["StatusPage"] = "Show=all",
        ["Shifts"] = "Schedules:0=Primary",
    };

    [Theory]
    [InlineData("Escalations", "Show=all", IncidentIoScope.Escalations)]
    [InlineData("Escalations", "Show=shown", IncidentIoScope.Escalations)]
    [InlineData("Alerts", "Show=matching", IncidentIoScope.Alerts)]
    [InlineData("Alerts", "Show=attached", IncidentIoScope.Alerts)]
    [InlineData("MaintenanceWindows", "Show=all", IncidentIoScope.MaintenanceWindows)]
    [InlineData("Shifts", "Schedules:0=Primary", IncidentIoScope.Schedules)]
    public async Task A_kind_needs_its_right(string section, string setting, string scope)
    {
        Assert.Equal([$"Ok {section} The key may read them."], await CheckAsync(_ => { }, (section, setting)));
        Assert.Equal(
            [$"Failed {section} The key may not read them (HTTP 403), so none is shown. Give it a role with {scope} under Settings → API keys, or turn {section} off."],
            (await CheckAsync(incidentIo => incidentIo.Scopes = incidentIo.Scopes.Remove(scope), (section, setting)))
                .Select(line => line.Replace($"HTTP 403; the key may not read {section.ToLowerInvariant()}: it needs a role with {scope}", "HTTP 403", StringComparison.Ordinal)));
    }

    /// <summary>Any valid key may read them; a 403 is something that incident.io does not document.</summary>
    [Fact]
    public async Task Status_pages_need_no_right_of_their_own()
    {
        Assert.Equal(["Ok StatusPage The key may read them."], await CheckAsync(incidentIo => incidentIo.Scopes = [], ("StatusPage", "Show=all")));
        Assert.Equal(
            ["Failed StatusPage The key may not read them (HTTP 403), so none is shown. Give it a role that may under Settings → API keys, or turn StatusPage off."],
            await CheckAsync(
                incidentIo => incidentIo.Faults.Always(Fault.Answering(global::Bridge.Simulator.Http.Answer.Json(403, new JsonObject())), request => request.Path == "/v2/status_pages"), ("StatusPage", "Show=all")));
    }

    [Theory]
    [InlineData("Escalations", IncidentIoScope.EscalationPaths, "escalation paths", "escalations have no tag path")]
    [InlineData("Escalations", IncidentIoScope.AlertSources, "alert sources", "alerts count as private, and so do escalations of alerts")]
    [InlineData("Alerts", IncidentIoScope.AlertSources, "alert sources", "alerts count as private, and so do escalations of alerts")]
    public async Task What_a_kind_can_do_without_is_a_warning(string section, string scope, string list, string loss)
    {
        Assert.Equal(
            [
                $"Ok {section} The key may read them.",
                $"Warning {section} incident.io does not show its {list} to the key (HTTP 403), so {loss}. Give the key a role with {scope} under Settings → API keys.",
            ],
            await CheckAsync(incidentIo => incidentIo.Scopes = incidentIo.Scopes.Remove(scope), (section, Settings[section])));
    }

    [Fact]
    public async Task All_kinds_at_once_say_each_fault_once()
    {
        var all = await CheckAsync(
            incidentIo => incidentIo.Scopes = incidentIo.Scopes.Remove(IncidentIoScope.AlertSources).Remove(IncidentIoScope.EscalationPaths).Remove(IncidentIoScope.Schedules),
            [.. Settings.Select(entry => (entry.Key, entry.Value))]);

        Assert.Equal(
            ["Ok Escalations", "Warning Escalations", "Warning Escalations", "Ok Alerts", "Ok MaintenanceWindows", "Ok StatusPage", "Failed Shifts"],
            all.Select(line => string.Join(' ', line.Split(' ').Take(2))));
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(Action<SimulatedIncidentIo> prepare, params IReadOnlyList<(string Section, string Setting)> settings)
    {
        await using var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, TestContext.Current.CancellationToken);
        incidentIo.Put(SimulatedSchedule.Of(1, "Primary", TimeProvider.System.GetUtcNow()));
        prepare(incidentIo);
        await using var services = BridgeHost.BuildClients(builder => builder.Configuration.AddInMemoryCollection(
        [
            new("IncidentIo:ApiUrl", incidentIo.Url.ToString()),
            new("IncidentIo:ApiKey", incidentIo.ApiKey),
            new("IncidentIo:SigningSecrets:0", BridgeInstance.SigningSecret),
            new("Grafana:main:Url", "http://127.0.0.1:9"),
            new("Grafana:main:Token", "token"),
            .. settings.Select(entry => new KeyValuePair<string, string?>($"{entry.Section}:{entry.Setting.Split('=')[0]}", entry.Setting.Split('=')[1])),
        ]));

        var results = await services.GetRequiredService<KindCheck>().RunAsync(TestContext.Current.CancellationToken);
        return [.. results.Select(result => $"{result.Status} {result.Subject} {result.Message}")];
    }
}
