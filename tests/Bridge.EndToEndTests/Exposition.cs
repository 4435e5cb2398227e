namespace Bridge.EndToEndTests;

/// <summary>What <c>/metrics</c> of a running bridge says, asked once for all tests of a class.</summary>
public sealed class Exposition : IAsyncLifetime
{
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
        Text = await http.GetStringAsync(new Uri(world.Bridge.ManagementUrl, "/metrics"), TestContext.Current.CancellationToken);
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
