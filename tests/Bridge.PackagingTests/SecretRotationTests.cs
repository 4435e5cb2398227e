using System.Diagnostics;
using Bridge.Observability;
using Bridge.PackagingTests.Tools;
using k8s.Models;

namespace Bridge.PackagingTests;

/// <summary>The bridge as a process, with the environment that the chart gives it and a Secret mounted as the kubelet mounts it.</summary>
public sealed class SecretRotationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_secret_that_the_kubelet_replaces_is_in_use_without_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("incident-bridge-rotation-");
        try
        {
            var mount = new MountedSecret(Path.Combine(folder.FullName, "secrets"));
            await mount.PublishAsync(token: "old");
            using var bridge = Start(await EnvironmentAsync(folder.FullName, mount.Path));
            try
            {
                await SeenAsync(bridge, EventIds.Listening);
                await mount.PublishAsync(token: "new");
                await SeenAsync(bridge, EventIds.SettingsReloaded);
            }
            finally
            {
                bridge.Kill();
                await bridge.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Dictionary<string, string?>> EnvironmentAsync(string folder, string secrets)
    {
        var pod = (await Helm.RenderAsync("default-values.yaml")).Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single();
        var environment = pod.Spec.Containers[0].Env.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
        environment["Secrets__Directory"] = secrets;
        environment["Storage__Path"] = Path.Combine(folder, "bridge.db");
        environment["IncidentIo__ApiUrl"] = "http://127.0.0.1:9";
        environment["Server__Address"] = "127.0.0.1";
        environment["Server__WebhookPort"] = environment["Server__ManagementPort"] = "0";
        return environment;
    }

    private static Process Start(Dictionary<string, string?> environment)
    {
        // In CI the native binary, which is the one that ships.
        var native = Environment.GetEnvironmentVariable("BRIDGE_BINARY");
        var start = new ProcessStartInfo(native ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (native is null)
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "incident-bridge.dll"));
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task SeenAsync(Process bridge, int eventId)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (await bridge.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains($"\"event\":{eventId},", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The bridge ended without event {eventId}: {await bridge.StandardError.ReadToEndAsync(deadline.Token)}");
    }

    /// <summary>
    /// A mounted Secret: the files are links through <c>..data</c>, which is itself a link to a folder. A change makes a new folder and
    /// turns that one link, so that all files change at once.
    /// </summary>
    private sealed class MountedSecret(string path)
    {
        private int _version;

        public string Path => path;

        public async Task PublishAsync(string token)
        {
            var version = $"..version_{_version++}";
            var folder = Directory.CreateDirectory(System.IO.Path.Combine(path, version)).FullName;
            var files = new Dictionary<string, string>
            {
                ["IncidentIo__ApiKey"] = "key",
                ["IncidentIo__SigningSecrets__0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                ["Grafana__main__Url"] = "http://127.0.0.1:9",
                ["Grafana__main__Token"] = token,
            };
            foreach (var (name, value) in files)
            {
                await File.WriteAllTextAsync(System.IO.Path.Combine(folder, name), value);
            }

            var data = System.IO.Path.Combine(path, "..data");
            var before = Directory.Exists(data) ? new DirectoryInfo(data).ResolveLinkTarget(returnFinalTarget: true) : null;
            File.CreateSymbolicLink(data + "_tmp", version);
            (await Command.RunAsync("mv", "--no-target-directory", data + "_tmp", data)).Succeeded();
            if (before is not null)
            {
                Directory.Delete(before.FullName, recursive: true);
                return;
            }

            foreach (var name in files.Keys)
            {
                File.CreateSymbolicLink(System.IO.Path.Combine(path, name), $"..data/{name}");
            }
        }
    }
}
