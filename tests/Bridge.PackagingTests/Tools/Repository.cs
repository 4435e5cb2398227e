namespace Bridge.PackagingTests.Tools;

/// <summary>Where things are in the source tree.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Chart => Path("deploy/helm/incident-bridge");

    public static string Rules => Path("deploy/helm/incident-bridge/files/rules/alerts.yaml");

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Bridge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the source tree.");
    }
}
