using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests.Operations;

/// <summary>
/// The chart is installed, tested, upgraded and taken away with the commands of docs/operations.md, by the real Helm and kubectl, in a
/// stand-in for a cluster.
/// </summary>
public sealed class HelmTests
{
    private static readonly string[] Secrets = ["namespaces/incident-bridge", "secrets/incident-bridge"];

    private static readonly string[] Installed =
    [
        "ingresses/incident-bridge",
        .. Secrets,
        "serviceaccounts/incident-bridge",
        "services/incident-bridge",
        "services/incident-bridge-management",
        "statefulsets/incident-bridge",
    ];

    [Fact]
    public async Task It_is_installed_upgraded_with_its_values_and_uninstalled_but_for_the_secret()
    {
        await using var cluster = await ClusterStandIn.StartAsync();
        var install = Documented.Commands("Install");

        Assert.Equal(4, install.Count);
        await RunAsync(cluster, install[0]);
        await RunAsync(cluster, install[1]);
        Assert.Equal(Secrets, cluster.Objects);

        Assert.Contains("https://bridge.example.com/webhooks/incident-io", await RunAsync(cluster, install[2]), StringComparison.Ordinal);
        Assert.Equal(Installed, cluster.Objects);
        var before = cluster.Read("statefulsets/incident-bridge").ToJsonString();

        Assert.Contains("REVISION: 2", await RunAsync(cluster, Assert.Single(Documented.Commands("Upgrade"))), StringComparison.Ordinal);
        Assert.Equal(Installed, cluster.Objects);
        Assert.Equal(before, cluster.Read("statefulsets/incident-bridge").ToJsonString());

        var uninstall = Documented.Commands("Uninstall");
        await RunAsync(cluster, uninstall[0]);
        Assert.Equal(Secrets, cluster.Objects);
        await RunAsync(cluster, uninstall[1]);
        Assert.Empty(cluster.Objects);
    }

    [Fact]
    public async Task Installed_between_its_upstreams_it_passes_its_test_and_with_a_key_that_was_taken_away_it_fails()
    {
        await using var world = await World.CreateAsync();
        await using var cluster = await ClusterStandIn.StartAsync();
        var install = Documented.Commands("Install");
        await RunAsync(cluster, install[0]);
        await RunAsync(cluster, install[1]
            .Replace("ApiKey=…", $"ApiKey={world.IncidentIo.ApiKey}", StringComparison.Ordinal)
            .Replace("whsec_…", world.Environment["IncidentIo__SigningSecrets__0"], StringComparison.Ordinal)
            .Replace("glsa_…", world.Grafana.EditorToken, StringComparison.Ordinal));
        await RunAsync(cluster, install[2].Replace("https://grafana.example.com", world.Grafana.Url.ToString(), StringComparison.Ordinal)
            + $" --set config.incidentIo.apiUrl={world.IncidentIo.Url}");

        var passed = await RunAsync(cluster, install[3]);
        world.IncidentIo.ApiKey = "another-one";
        var failed = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(cluster, install[3]));

        Assert.Contains("The bridge would work.", passed, StringComparison.Ordinal);
        Assert.Contains("incident-bridge-check", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>The command as it is documented, against the stand-in.</summary>
    private static async Task<string> RunAsync(ClusterStandIn cluster, string command)
    {
        var words = command.Split(' ');
        var configuration = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(configuration, cluster.Configuration, TestContext.Current.CancellationToken);
            var result = await KubernetesTools.RunAsync(words[0], [.. words[1..], "--kubeconfig", configuration]);
            return result.Succeeded();
        }
        finally
        {
            File.Delete(configuration);
        }
    }
}
