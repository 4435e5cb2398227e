using System.Collections.Concurrent;

namespace Bridge.PackagingTests.Tools;

internal static partial class Helm
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Renderings = new();

    /// <summary>The objects that one of the chart's ci values files makes. Rendered once for all tests.</summary>
    public static async Task<IReadOnlyList<Manifest>> RenderAsync(string valuesFile)
    {
        var yaml = await Renderings.GetOrAdd(valuesFile, file => new Lazy<Task<string>>(async () =>
            (await TemplateAsync("--values", Path.Combine(Repository.Chart, "ci", file))).Succeeded())).Value;
        return Manifest.ReadAll(yaml);
    }
}
