using System.Text.Json;

namespace Bridge.PackagingTests.Tools;

/// <summary>The dashboards of the source tree, in the parts that tests ask about.</summary>
internal static class Dashboard
{
    public const string Overview = "incident-bridge-overview.json";
    public const string Incidents = "incident-bridge-incidents.json";

    public static JsonElement Load(string file) => JsonDocument.Parse(Repository.Read($"dashboards/{file}")).RootElement;

    /// <summary>Every panel but the rows, those of collapsed rows too.</summary>
    public static IEnumerable<JsonElement> Panels(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.Text("type") == "row" ? panel.GetProperty("panels").EnumerateArray() : (IEnumerable<JsonElement>)[panel]);

    public static IEnumerable<JsonElement> Panels(string file, params string[] types) => Panels(Load(file)).Where(panel => types.Contains(panel.Text("type")));

    public static JsonElement Panel(string file, string title) => Panels(Load(file)).Single(panel => panel.Text("title") == title && panel.TryGetProperty("targets", out _) && panel.Text("type") != "stat");

    public static JsonElement Stat(string title) => Panels(Overview, "stat").Single(panel => panel.Text("title") == title);

    public static IEnumerable<JsonElement> Targets(JsonElement dashboard) => Panels(dashboard).SelectMany(TargetsOf);

    public static IEnumerable<JsonElement> TargetsOf(JsonElement panel) => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [];

    public static IEnumerable<JsonElement> Variables(JsonElement dashboard) => dashboard.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>The annotation queries but Grafana's built-in one.</summary>
    public static IEnumerable<JsonElement> AnnotationQueries(JsonElement dashboard) =>
        dashboard.GetProperty("annotations").GetProperty("list").EnumerateArray().Where(query => !query.TryGetProperty("builtIn", out _));

    /// <summary>Those that find annotations by tags.</summary>
    public static IEnumerable<JsonElement> TagQueries(JsonElement dashboard) => AnnotationQueries(dashboard).Where(query => query.TryGetProperty("target", out _));

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static JsonElement At(this JsonElement element, params string[] path) => path.Aggregate(element, (node, member) => node.GetProperty(member));

    /// <summary>An expression as Grafana sends it: of a graph whose steps are five minutes and whose Prometheus scrapes every 15 seconds, with "All" in every variable.</summary>
    public static string Interpolated(this JsonElement target) => Interpolate(target.Text("expr")!);

    public static string Interpolate(string expression) => expression
        .Replace("$__rate_interval", "5m15s", StringComparison.Ordinal)
        .Replace("$__interval", "5m", StringComparison.Ordinal)
        .Replace("$__range", "6h", StringComparison.Ordinal)
        .Replace("$namespace", ".*", StringComparison.Ordinal)
        .Replace("$job", ".+", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$upstream", ".*", StringComparison.Ordinal)
        .Replace("$expression", Variables(Load(Incidents)).Single(variable => variable.Text("name") == "expression").Text("query"), StringComparison.Ordinal);
}
