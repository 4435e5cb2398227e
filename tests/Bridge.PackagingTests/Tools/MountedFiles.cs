namespace Bridge.PackagingTests.Tools;

/// <summary>What a service of the Compose file sees of the repository, below a temporary folder: links at the places of the mounts.</summary>
internal sealed class MountedFiles : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("incident-bridge-mounts-");

    public MountedFiles(ComposeService service)
    {
        foreach (var mount in service.Mounts.Where(mount => mount.IsPath))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Inside(mount.Target))!);
            File.CreateSymbolicLink(Inside(mount.Target), Repository.Path(mount.Source));
        }
    }

    /// <summary>Where on this machine a path of the container is.</summary>
    public string Inside(string path) => Path.Combine(_root.FullName, path.TrimStart('/'));

    public void Dispose() => _root.Delete(recursive: true);
}
