namespace Bridge.IntegrationTests.Hosting;

/// <summary>A folder of a test's own, gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bridge-test-");

    public string Path => _directory.FullName;

    public string File(string name) => System.IO.Path.Combine(_directory.FullName, name);

    /// <summary>The files as a crash at this moment would leave them. Nothing may be writing.</summary>
    public string CopyOfDatabase(string path)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            System.IO.File.Copy(path + suffix, File("image.db") + suffix);
        }

        return File("image.db");
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
