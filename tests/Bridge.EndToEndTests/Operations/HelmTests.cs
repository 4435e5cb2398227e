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
    public async Task A_snapshot_comes_back_as_the_claim_that_the_pod_takes()
    {
        await using var cluster = await ClusterStandIn.StartAsync();
        const string Heading = "On Kubernetes: restore a snapshot";
        var install = Documented.Commands("Install");
        foreach (var command in install.Take(3))
        {
            await RunAsync(cluster, command);
        }

        var claim = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(claim, Documented.Block(Heading, "yaml"), TestContext.Current.CancellationToken);
            var restore = Documented.Commands(Heading);
            Assert.Equal(5, restore.Count);
            await RunAsync(cluster, restore[0]);
            Assert.Equal(0, Replicas());
            await RunAsync(cluster, restore[1]);

            // The first one was made by the StatefulSet's controller, which is not here.
            await RunAsync(cluster, restore[3].Replace("claim.yaml", claim, StringComparison.Ordinal));
            await RunAsync(cluster, restore[2] + " --wait=false");
            Assert.DoesNotContain("persistentvolumeclaims/data-incident-bridge-0", cluster.Objects);
            await RunAsync(cluster, restore[3].Replace("claim.yaml", claim, StringComparison.Ordinal));
            await RunAsync(cluster, restore[4]);
        }
        finally
        {
            File.Delete(claim);
        }

        Assert.Equal(1, Replicas());
        var template = cluster.Read("statefulsets/incident-bridge")["spec"]!["volumeClaimTemplates"]![0]!;
        var restored = cluster.Read("persistentvolumeclaims/data-incident-bridge-0");
        Assert.Equal(template["metadata"]!["labels"]!.ToJsonString(), restored["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal(template["spec"]!["accessModes"]!.ToJsonString(), restored["spec"]!["accessModes"]!.ToJsonString());
        Assert.Equal("VolumeSnapshot", restored["spec"]!["dataSource"]!["kind"]!.ToString());

        int Replicas() => (int)cluster.Read("statefulsets/incident-bridge")["spec"]!["replicas"]!;
    }

    [Fact]
    public async Task A_volume_grows_and_its_stateful_set_is_made_anew_with_the_new_size()
    {
        await using var cluster = await ClusterStandIn.StartAsync();
        foreach (var command in Documented.Commands("Install").Take(3))
        {
            await RunAsync(cluster, command);
        }

        var claim = Path.GetTempFileName();
        await File.WriteAllTextAsync(claim, Documented.Block("On Kubernetes: restore a snapshot", "yaml"), TestContext.Current.CancellationToken);
        await RunAsync(cluster, $"kubectl --namespace incident-bridge apply --filename {claim}");
        File.Delete(claim);
        var grow = Documented.Commands("On Kubernetes: enlarge the volume");
        Assert.Equal(3, grow.Count);
        await RunAsync(cluster, grow[0]);
        Assert.Contains("2Gi", cluster.Read("persistentvolumeclaims/data-incident-bridge-0").ToJsonString(), StringComparison.Ordinal);
        await RunAsync(cluster, grow[1] + " --wait=false");
        Assert.DoesNotContain("statefulsets/incident-bridge", cluster.Objects);
        await RunAsync(cluster, grow[2]);

        Assert.Equal("2Gi", $"{cluster.Read("statefulsets/incident-bridge")["spec"]!["volumeClaimTemplates"]![0]!["spec"]!["resources"]!["requests"]!["storage"]}");
    }

    [Fact]
    public async Task Another_user_comes_with_its_groups()
    {
        await using var cluster = await ClusterStandIn.StartAsync();
        foreach (var command in Documented.Commands("Install").Take(3).Append(Assert.Single(Documented.Commands("On Kubernetes: run as another user"))))
        {
            await RunAsync(cluster, command);
        }

        var security = cluster.Read("statefulsets/incident-bridge")["spec"]!["template"]!["spec"]!["securityContext"]!;
        Assert.Equal((2000, 2000, 2000), ((int)security["runAsUser"]!, (int)security["runAsGroup"]!, (int)security["fsGroup"]!));
    }

    [Fact]
    public async Task Switching_autoscaling_on_keeps_the_replicas_that_run()
    {
        await using var cluster = await ClusterStandIn.StartAsync();
        var install = Documented.Commands("Install");
        await RunAsync(cluster, install[0]);
        await RunAsync(cluster, install[1]);
        await RunAsync(cluster, install[2] + " --set config.storage.provider=postgres --set replicaCount=3");
        var upgrade = Assert.Single(Documented.Commands("Upgrade"));

        await RunAsync(cluster, upgrade + " --set autoscaling.enabled=true");
        var switched = (int?)cluster.Read("deployments/incident-bridge")["spec"]!["replicas"];
        await RunAsync(cluster, upgrade);

        Assert.Equal((3, 3), (switched, (int?)cluster.Read("deployments/incident-bridge")["spec"]!["replicas"]));
        Assert.Contains("horizontalpodautoscalers/incident-bridge", cluster.Objects);
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
