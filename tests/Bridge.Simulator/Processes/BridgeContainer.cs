using System.Diagnostics;

namespace Bridge.Simulator.Processes;

/// <summary>
/// The bridge in a container of the image that <c>BRIDGE_IMAGE</c> names, run by podman as strictly as a cluster would: by the image's own
/// user, without a capability, with nothing to write to but the folder of the database. It shares the network of the machine, so
/// that addresses of the loopback mean the same inside. Needs root, as the folder is handed to the image's user.
/// </summary>
internal static class BridgeContainer
{
    public const string Variable = "BRIDGE_IMAGE";

    private const string Podman = "podman";

    private static readonly string[] Strictly =
    [
        "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--network", "host",
    ];

    /// <summary>
    /// For podman in a container or a small virtual machine: it may not raise limits there, nor use cgroups as crun does, and without
    /// systemd, which runs the health checks, it complains on the standard error that tests read as the bridge's.
    /// </summary>
    private static readonly string[] Modestly =
    [
        "--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--no-healthcheck",
    ];

    /// <summary>The image to run; null when the bridge is to run without a container.</summary>
    public static string? Image => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } image ? image : null;

    /// <param name="name">Of the container, for <see cref="KillAsync"/>; new at each start.</param>
    /// <param name="image">The image to run.</param>
    /// <param name="settings">Handed on by their names alone: a command line is there for all to read.</param>
    /// <param name="arguments">Of the bridge.</param>
    public static ProcessStartInfo Info(
        string name, string image, IReadOnlyDictionary<string, string> settings, IReadOnlyList<string> arguments) => new(
            Podman,
            [
                "run", "--rm", "--name", name, .. Modestly, .. Strictly,
                .. settings.Keys.SelectMany(setting => new[] { "--env", setting }),
                .. Volumes(settings).SelectMany(volume => new[] { "--volume", volume }),
                image, .. arguments,
            ]);

    /// <summary>SIGKILL to the bridge, if it is still there. Killing podman would leave it running.</summary>
    public static async Task KillAsync(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start(new ProcessStartInfo(Podman, ["kill", "--signal", "KILL", name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>The folders that settings name, under the same paths inside. The database's is handed to the image's user (<c>U</c>).</summary>
    private static IEnumerable<string> Volumes(IReadOnlyDictionary<string, string> settings)
    {
        if (settings.TryGetValue("Storage__Path", out var database))
        {
            var folder = Path.GetDirectoryName(database)!;
            yield return $"{folder}:{folder}:U";
        }

        if (settings.TryGetValue("Secrets__Directory", out var secrets))
        {
            yield return $"{secrets}:{secrets}:ro";
        }
    }
}
