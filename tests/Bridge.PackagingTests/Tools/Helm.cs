namespace Bridge.PackagingTests.Tools;

/// <summary>The real Helm: the one on PATH, or else the one of <see cref="KubernetesTools"/>.</summary>
internal static partial class Helm
{
    public static Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments) => KubernetesTools.RunAsync("helm", arguments);

    /// <summary>Renders the chart as the release incident-bridge in the namespace ops.</summary>
    public static Task<CommandResult> TemplateAsync(params IReadOnlyList<string> arguments) =>
        RunAsync(["template", "incident-bridge", Repository.Chart, "--namespace", "ops", .. arguments]);

    /// <summary>The rendered PrometheusRule, as the rule file that a Prometheus reads.</summary>
    public static async Task<string> RulesAsync(params IReadOnlyList<string> arguments)
    {
        var rendered = await TemplateAsync(["--set", "prometheusRule.enabled=true", "--show-only", "templates/prometheusrule.yaml", .. arguments]);
        return SpecOf(rendered.Succeeded());
    }

    /// <summary>Renders the chart with values of its own, beside a values file of its ci folder if one is named.</summary>
    public static async Task<CommandResult> TemplateValuesAsync(string values, string? valuesFile = null, params IReadOnlyList<string> arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values, TestContext.Current.CancellationToken);
            string[] beside = valuesFile is null ? [] : ["--values", Path.Combine(Repository.Chart, "ci", valuesFile)];
            return await TemplateAsync([.. beside, "--values", file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What stands below <c>spec</c> in the text of one object, moved to the left.</summary>
    public static string SpecOf(string yaml)
    {
        var spec = yaml[(yaml.IndexOf("\nspec:\n", StringComparison.Ordinal) + 7)..];
        return string.Join('\n', spec.Split('\n').Select(line => line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line));
    }
}
