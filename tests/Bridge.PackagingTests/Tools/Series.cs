using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.PackagingTests.Tools;

/// <summary>
/// Series in promtool's notation, one sample every 15 seconds, and what an expression makes of them. promtool evaluates with Prometheus' own engine; its files are YAML, of which JSON is a part.
/// </summary>
internal sealed class Series
{
    private readonly JsonArray _series = [];
    private readonly JsonArray _expectations = [];

    /// <param name="selector">Name and labels: <c>up{job="a"}</c>.</param>
    /// <param name="values">For instance <c>0+1x20</c>, <c>1x240 stale</c>.</param>
    public Series With(string selector, string values)
    {
        _series.Add(new JsonObject { ["series"] = selector, ["values"] = values });
        return this;
    }

    /// <param name="expression">As Grafana would send it.</param>
    /// <param name="at">Time after the first sample, for instance <c>1h</c>.</param>
    /// <param name="samples">Labels and value of each sample, in any order; none when the result is empty.</param>
    public Series Expect(string expression, string at, params (string Labels, double Value)[] samples)
    {
        _expectations.Add(new JsonObject
        {
            ["expr"] = expression,
            ["eval_time"] = at,
            ["exp_samples"] = new JsonArray([.. samples.Select(sample => new JsonObject { ["labels"] = sample.Labels, ["value"] = sample.Value })]),
        });
        return this;
    }

    public async Task HoldsAsync()
    {
        var file = new JsonObject
        {
            ["evaluation_interval"] = "15s",
            ["tests"] = new JsonArray(new JsonObject { ["interval"] = "15s", ["input_series"] = _series, ["promql_expr_test"] = _expectations }),
        };
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, file.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), TestContext.Current.CancellationToken);
            (await Promtool.RunAsync("test", "rules", path)).Succeeded();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
