namespace Bridge.UnitTests;

/// <summary>The folder that the code and its documents are in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Bridge.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("Bridge.sln is in no folder above the tests.");
        }

        return directory.FullName;
    }
}
