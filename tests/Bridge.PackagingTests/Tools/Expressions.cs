namespace Bridge.PackagingTests.Tools;

/// <summary>PromQL outside of rule files, parsed by promtool.</summary>
internal static class Expressions
{
    public static async Task CheckAsync(IEnumerable<string> expressions)
    {
        var rules = expressions.Select((expression, index) =>
            $"      - record: expression_{index}\n        expr: {System.Text.Json.JsonSerializer.Serialize(expression.Trim())}\n");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"groups:\n  - name: expressions\n    rules:\n{string.Concat(rules)}", TestContext.Current.CancellationToken);
            (await Promtool.RunAsync("check", "rules", "--lint=none", file)).Succeeded();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
