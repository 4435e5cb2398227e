namespace Bridge.EndToEndTests;

/// <summary>What <c>/metrics</c> of a running bridge says, asked once for all tests of a class.</summary>
public sealed class Exposition : IAsyncLifetime
{
    /// <summary>What a Prometheus asks for: OpenMetrics before all else.</summary>
    private const string OfPrometheus =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    /// <summary>The content type of the answer.</summary>
    public string Format { get; private set; } = "";

    /// <summary>In the text format.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Each metric with its type: <c>counter</c>, <c>gauge</c>, <c>histogram</c>.</summary>
    public IReadOnlyDictionary<string, string> Types { get; private set; } = new Dictionary<string, string>();

    /// <summary>Every name that a query may use.</summary>
    public IReadOnlySet<string> Names { get; private set; } = new HashSet<string>();

    public async ValueTask InitializeAsync()
    {
        await using var world = await World.StartAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", OfPrometheus);
        using var answer = await http.GetAsync(new Uri(world.Bridge.ManagementUrl, "/metrics"), TestContext.Current.CancellationToken);
        Format = answer.Content.Headers.ContentType!.ToString();
        Text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Types = Text.Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .ToDictionary(line => line[2], line => line[3]);
        Names = Types.SelectMany(metric => metric.Value == "histogram"
            ? [metric.Key, metric.Key + "_bucket", metric.Key + "_sum", metric.Key + "_count"]
            : new[] { metric.Key }).ToHashSet();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
