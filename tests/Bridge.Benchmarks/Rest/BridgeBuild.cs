using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Rest;

/// <summary>A build of the bridge.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Binary">How it is started.</param>
/// <param name="Folder">What was published.</param>
internal sealed record BridgeBuild(string Name, BridgeBinary Binary, string Folder)
{
    /// <summary>What nobody ships: symbols, documentation, and a list of static files for a program that has none.</summary>
    private static readonly string[] NotShipped = [".dbg", ".pdb", ".xml", ".staticwebassets.endpoints.json"];

    public bool IsNative => Binary.Arguments.Count == 0;

    /// <summary>Bytes of the one file that is the program; none when it is many.</summary>
    public long? ProgramSize => IsNative ? new FileInfo(Binary.FileName).Length : null;

    /// <summary>Bytes of all files that have to be shipped, a framework apart.</summary>
    public long ShippedSize => Directory
        .EnumerateFiles(Folder)
        .Where(file => !Array.Exists(NotShipped, end => file.EndsWith(end, StringComparison.Ordinal)))
        .Sum(file => new FileInfo(file).Length);
}
