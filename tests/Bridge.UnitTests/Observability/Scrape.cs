using System.Text;
using Prometheus;

namespace Bridge.UnitTests.Observability;

/// <summary>Metrics as Prometheus would read them.</summary>
internal static class Scrape
{
    /// <summary>The value of a series, named without the prefix; null when there is none.</summary>
    public static async Task<string?> ValueAsync(CollectorRegistry registry, string series)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        return lines.FirstOrDefault(line => line.StartsWith($"incidentbridge_{series} ", StringComparison.Ordinal))?.Split(' ')[^1];
    }
}
