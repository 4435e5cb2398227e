using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests.Operations;

/// <summary>
/// The chart is installed, upgraded and taken away with the commands of docs/operations.md, by the real Helm and kubectl, in a stand-in
/// for a cluster. It runs no pods, so <c>helm test</c> is not among them.
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

    /// <summary>The command as it is documented, against the stand-in, which has no schemas to check by.</summary>
    private static async Task<string> RunAsync(ClusterStandIn cluster, string command)
    {
        var words = command.Split(' ');
        var configuration = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(configuration, cluster.Configuration, TestContext.Current.CancellationToken);
            string[] relaxed = words is ["helm", "install" or "upgrade", ..] ? ["--disable-openapi-validation"] : [];
            var result = await KubernetesTools.RunAsync(words[0], [.. words[1..], "--kubeconfig", configuration, .. relaxed]);
            return result.Succeeded();
        }
        finally
        {
            File.Delete(configuration);
        }
    }
}
