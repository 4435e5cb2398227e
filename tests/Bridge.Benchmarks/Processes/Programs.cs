using System.Runtime.InteropServices;
using Bridge.Benchmarks.Rest;
using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Processes;

/// <summary>What is measured, built if it is not yet: the bridge, the peer and the limit.</summary>
internal static class Programs
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private static string Root => BridgeBinary.RepositoryRoot();

    private static string Rid => $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The native bridge: what <c>BRIDGE_BINARY</c> names, or else the one of these sources.</summary>
    public static async Task<string> BridgeAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(BridgeBinary.Variable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        var binary = await PublishAsync("src/Bridge", "Bridge", "incident-bridge", cancellationToken);
        Environment.SetEnvironmentVariable(BridgeBinary.Variable, binary);
        return binary;
    }

    public static Task<string> LimitAsync(CancellationToken cancellationToken) =>
        PublishAsync("tests/Bridge.Benchmarks/limit", "Bridge.Benchmarks.Limit", "limit", cancellationToken);

    /// <summary>The peer's script, with its packages beside it.</summary>
    public static async Task<string> PeerAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Root, "tests", "Bridge.Benchmarks", "peer");
        await ExternalProgram.RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
        return Path.Combine(folder, "server.mjs");
    }

    /// <summary>The native bridge and those that need a runtime, built from these sources.</summary>
    public static async Task<IReadOnlyList<BridgeBuild>> BuildsAsync(CancellationToken cancellationToken)
    {
        var native = await BridgeAsync(cancellationToken);
        return
        [
            new BridgeBuild("native", new BridgeBinary(native, []), Path.GetDirectoryName(native)!),
            await ManagedAsync("ReadyToRun", "ready-to-run", ["-p:PublishReadyToRun=true"], cancellationToken),
            await ManagedAsync("JIT", "jit", [], cancellationToken),
        ];
    }

    /// <summary>Apart from the other builds: it restores other packages, and its lock file is not the one of the sources.</summary>
    private static async Task<BridgeBuild> ManagedAsync(
        string name, string folder, string[] properties, CancellationToken cancellationToken)
    {
        var artifacts = Path.Combine(Root, "artifacts", "benchmarks", "builds", folder);
        Console.Error.WriteLine($"Publishing src/Bridge for {name} …");
        await ExternalProgram.RunAsync(
            Root,
            "dotnet",
            [
                "publish", "src/Bridge", "--configuration", "Release", "--runtime", Rid, "--no-self-contained", "--artifacts-path", artifacts,
                "-p:PublishAot=false", $"-p:NuGetLockFilePath={Path.Combine(artifacts, "packages.lock.json")}", .. properties,
            ],
            cancellationToken);
        var published = Path.Combine(artifacts, "publish", "Bridge", $"release_{Rid}");
        return new BridgeBuild(name, new BridgeBinary("dotnet", [Path.Combine(published, "incident-bridge.dll")]), published);
    }

    private static async Task<string> PublishAsync(string project, string name, string program, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            Console.Error.WriteLine($"Publishing {project} …");
            await ExternalProgram.RunAsync(
                Root, "dotnet", ["publish", project, "--configuration", "Release", "--runtime", Rid], cancellationToken);
            return Path.Combine(Root, "artifacts", "publish", name, $"release_{Rid}", program);
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
