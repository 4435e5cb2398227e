using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>What was in a Grafana before its exchanges were recorded, as far as they let it be seen.</summary>
internal static class GrafanaTranscriptWorld
{
    public static void Prepare(SimulatedGrafana grafana, JsonNode recording, IReadOnlyList<JsonNode> exchanges)
    {
        JsonNode[] items = [.. exchanges.SelectMany(exchange => ItemsOf(exchange["response"]!["body"]))];
        AddDashboards(grafana, recording["dashboards"] as JsonObject, items);
        SeedWhatNoExchangeMade(grafana, exchanges, items);

        // Only the Grafana of the oldest recording let anybody read.
        grafana.AllowsAnonymousViewers = grafana.Dialect == GrafanaDialect.V7;
    }

    /// <summary>The id that an exchange gave to a new annotation.</summary>
    public static long? IdMadeBy(JsonNode exchange) =>
        (string?)exchange["request"]!["method"] == "POST" ? (long?)(exchange["response"]!["body"] as JsonObject)?["id"] : null;

    /// <summary>
    /// The newer recordings name one dashboard. Beside it there were three more that everybody sees, and one in a closed folder, whose
    /// number only items tell.
    /// </summary>
    private static void AddDashboards(SimulatedGrafana grafana, JsonObject? named, JsonNode[] items)
    {
        var others = items.Select(item => (long?)item["dashboardId"] ?? 0).Where(id => id > 0).Distinct();
        if (named is null)
        {
            foreach (var id in others)
            {
                grafana.AddDashboard(id, $"dashboard-{id}");
            }

            return;
        }

        var first = (long)named["svc"]!;
        grafana.AddDashboard(new SimulatedDashboard(first, "svc") { Panels = ["one", "two"] });
        var secret = others.FirstOrDefault(id => id != first, first + 4);
        grafana.AddDashboard(new SimulatedDashboard(secret, "secret") { IsClosed = true });
        foreach (var uid in new[] { "more2", "more3", "more4" })
        {
            grafana.AddDashboard(uid);
        }
    }

    private static void SeedWhatNoExchangeMade(SimulatedGrafana grafana, IReadOnlyList<JsonNode> exchanges, JsonNode[] items)
    {
        var made = exchanges.Select(IdMadeBy).ToHashSet();
        foreach (var item in items.Where(item => !made.Contains((long)item["id"]!)).DistinctBy(item => (long)item["id"]!))
        {
            string[] tags = [.. item["tags"]!.AsArray().Select(tag => (string)tag!)];
            var (id, text, created) = ((long)item["id"]!, (string)item["text"]!, Time(item["created"]));
            grafana.Seed(new SimulatedAnnotation(id, null, 0, Time(item["time"]), Time(item["timeEnd"]), text, tags, created, created)
            {
                Author = (string)item["login"]!,
            });
        }
    }

    private static IEnumerable<JsonNode> ItemsOf(JsonNode? body) => (body as JsonArray ?? [body?.DeepClone()])
        .OfType<JsonObject>()
        .Where(item => item.ContainsKey("timeEnd"));

    private static DateTimeOffset Time(JsonNode? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds!);
}
