using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Processes;

/// <summary>A folder for what a run writes, below <c>artifacts</c>: on the disk of the sources, as the temporary folder may be memory.</summary>
internal sealed class RunFolder : IDisposable
{
    public RunFolder() => System.IO.Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(
        BridgeBinary.RepositoryRoot(), "artifacts", "benchmarks", System.IO.Path.GetRandomFileName());

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
