using System.Text;
using Prometheus;

namespace Bridge.UnitTests.Observability;

/// <summary>Metrics as Prometheus would read them.</summary>
internal static class Scrape
{
    /// <summary>The value of a series, named without the prefix; null when there is none.</summary>
    public static async Task<string?> ValueAsync(CollectorRegistry registry, string series) =>
        (await LinesAsync(registry)).FirstOrDefault(line => line.StartsWith($"incidentbridge_{series} ", StringComparison.Ordinal))?.Split(' ')[^1];

    /// <summary>The labelled series of a metric, named without the prefix, with their labels and values, in order.</summary>
    public static async Task<IReadOnlyList<string>> SeriesAsync(CollectorRegistry registry, string metric)
    {
        var name = $"incidentbridge_{metric}{{";
        return [.. (await LinesAsync(registry)).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(name.Length - 1)..]).Order(StringComparer.Ordinal)];
    }

    private static async Task<string[]> LinesAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }
}
