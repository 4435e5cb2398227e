using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>incident.io's alerts, each the only firing of its check and attached to no incident: those by their ids, the firings of a check, and their one source.</summary>
internal sealed class LeanAlerts
{
    private const string One = "/v2/alerts/";

    private readonly Lock _lock = new();
    private Dictionary<string, SimulatedAlert> _byId = [];
    private Dictionary<string, SimulatedAlert> _byKey = [];

    /// <summary>The alert of a number, as it fires since ten minutes ago.</summary>
    public static SimulatedAlert Of(int number) =>
        SimulatedAlert.Firing(number, string.Create(CultureInfo.InvariantCulture, $"Disk {number} is full"), TimeProvider.System.GetUtcNow().AddMinutes(-10));

    /// <summary>Replaces all by so many.</summary>
    public void Declare(int count)
    {
        var alerts = Enumerable.Range(1, count).Select(Of).ToList();
        lock (_lock)
        {
            (_byId, _byKey) = (alerts.ToDictionary(alert => alert.Id), alerts.ToDictionary(alert => alert.DeduplicationKey));
        }
    }

    /// <returns>Null for a path that is not about alerts.</returns>
    public byte[]? Answer(string path, IQueryCollection query)
    {
        var document = path switch
        {
            "/v2/alert_sources" => new JsonObject { ["alert_sources"] = new JsonArray(AlertSourceDocument.Of(SimulatedAlertSource.Grafana)) },
            "/v2/incident_alerts" => Page("incident_alerts"),
            "/v2/alerts" => Page("alerts", Find(_byKey, query["deduplication_key[is]"].ToString())),
            _ when path.StartsWith(One, StringComparison.Ordinal) => Find(_byId, path[One.Length..]) is { } alert ? new JsonObject { ["alert"] = alert } : null,
            _ => null,
        };
        return document is null ? null : Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private JsonObject? Find(Dictionary<string, SimulatedAlert> alerts, string key)
    {
        lock (_lock)
        {
            return alerts.TryGetValue(key, out var alert) ? AlertDocument.Of(alert) : null;
        }
    }

    private static JsonObject Page(string name, JsonObject? one = null) => new()
    {
        [name] = one is null ? new JsonArray() : new JsonArray(one),
        ["pagination_meta"] = new JsonObject { ["page_size"] = 50 },
    };
}
