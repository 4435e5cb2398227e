using System.Text.Json.Nodes;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests.Operations;

/// <summary>
/// What a kubelet would do with a pod of the bridge, as far as one container's arguments, environment and secrets go: the built binary
/// runs with them, and the paths in the container become ones in a temporary folder.
/// </summary>
internal static class PodRun
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <returns>The exit code, and what the container wrote.</returns>
    public static async Task<(int ExitCode, string Log)> RunAsync(JsonNode pod, IReadOnlyDictionary<string, string> secrets)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-pod-");
        try
        {
            foreach (var (name, value) in secrets)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), value, TestContext.Current.CancellationToken);
            }

            var container = pod["spec"]!["containers"]![0]!;
            var environment = container["env"]!.AsArray()
                .Where(variable => variable!["value"] is not null)
                .ToDictionary(variable => variable!["name"]!.ToString(), variable => variable!["value"]!.ToString());
            environment["Secrets__Directory"] = folder.FullName;
            environment["Storage__Path"] = Path.Combine(folder.FullName, "data", "bridge.db");
            await using var bridge = new BridgeProcess(environment, [.. container["args"]!.AsArray().Select(argument => argument!.ToString())]);
            bridge.Launch();
            var exitCode = await bridge.WaitForExitAsync(Deadline, TestContext.Current.CancellationToken);
            return (exitCode, string.Join('\n', [.. bridge.Output, .. bridge.Errors, ""]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
