using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>The built bridge in a folder of its own, in which a test may break what it likes.</summary>
internal sealed class BridgeCopy : IDisposable
{
    private readonly DirectoryInfo _folder;

    private BridgeCopy(DirectoryInfo folder, BridgeBinary binary) => (_folder, Binary) = (folder, binary);

    public BridgeBinary Binary { get; }

    public static BridgeCopy New()
    {
        // The last of the command line is the program: the native one by itself, the managed one behind dotnet.
        var binary = BridgeBinary.Find();
        var program = binary.Arguments.Count > 0 ? binary.Arguments[^1] : binary.FileName;
        var from = new DirectoryInfo(Path.GetDirectoryName(program)!);
        var to = Directory.CreateTempSubdirectory("bridge-copy-");
        foreach (var file in from.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".xml" or ".dbg")))
        {
            var path = Path.Combine(to.FullName, Path.GetRelativePath(from.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file.CopyTo(path);
        }

        var copy = Path.Combine(to.FullName, Path.GetFileName(program));
        return new BridgeCopy(to, binary.Arguments.Count > 0 ? binary with { Arguments = [.. binary.Arguments.SkipLast(1), copy] } : binary with { FileName = copy });
    }

    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Removes every file of this name.</summary>
    public void Remove(string name)
    {
        foreach (var file in _folder.EnumerateFiles(name, SearchOption.AllDirectories).ToList())
        {
            file.Delete();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
