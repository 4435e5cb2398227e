namespace Bridge.Simulator.Processes;

/// <summary>Where the real bridge lies: the native binary that <c>BRIDGE_BINARY</c> names, or the build output beside ours.</summary>
/// <param name="FileName">What to start.</param>
/// <param name="Arguments">What goes before the bridge's own arguments.</param>
public sealed record BridgeBinary(string FileName, IReadOnlyList<string> Arguments)
{
    public const string Variable = "BRIDGE_BINARY";

    private const string Solution = "Bridge.sln";

    /// <exception cref="FileNotFoundException">It is not there; the message says what to do.</exception>
    public static BridgeBinary Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } native)
        {
            return File.Exists(native)
                ? new BridgeBinary(Path.GetFullPath(native), [])
                : throw new FileNotFoundException($"{Variable} is set, but there is no file {native}.", native);
        }

        // Built as we are: artifacts/bin/<project>/<configuration>.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var library = Path.Combine(RepositoryRoot(), "artifacts", "bin", "Bridge", configuration, "incident-bridge.dll");
        return File.Exists(library)
            ? new BridgeBinary(DotNet(), [library])
            : throw new FileNotFoundException(
                $"There is no {library}. Build it (dotnet build src/Bridge), or name a native binary in {Variable}.", library);
    }

    /// <summary>The directory of <c>Bridge.sln</c>, above the program.</summary>
    public static string RepositoryRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
            {
                return directory.FullName;
            }
        }

        throw new FileNotFoundException($"No {Solution} above {AppContext.BaseDirectory}. Name the bridge's binary in {Variable}.");
    }

    private static string DotNet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host) ? host : "dotnet";
}
