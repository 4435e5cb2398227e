namespace Bridge.PackagingTests.Tools;

/// <summary>The values files under the chart's ci folder, which between them use every value.</summary>
internal static class CiValues
{
    public const string Pattern = "*-values.yaml";

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Path.Combine(Repository.Chart, "ci"), Pattern).Select(file => Path.GetFileName(file)).Order()];
}
