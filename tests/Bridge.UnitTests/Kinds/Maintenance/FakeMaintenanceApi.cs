using System.Net;
using System.Text.Json.Nodes;
using Bridge.Kinds.Maintenance;

namespace Bridge.UnitTests.Kinds.Maintenance;

/// <summary>incident.io's list of maintenance windows, in memory. It fails as it is told to.</summary>
internal sealed class FakeMaintenanceApi(TimeProvider time) : IMaintenanceApi
{
    private readonly SortedDictionary<string, AWindow> _windows = new(StringComparer.Ordinal);

    /// <summary>Every call in order: <c>active after </c>.</summary>
    public List<string> Calls { get; } = [];

    public int PageSize { get; set; } = 50;

    /// <summary>The call with this text is answered so.</summary>
    public Dictionary<string, Func<HttpResponseMessage>> Answers { get; } = [];

    public void Has(params AWindow[] windows)
    {
        foreach (var window in windows)
        {
            _windows[window.Id] = window;
        }
    }

    public void Lacks(AWindow window) => _windows.Remove(window.Id);

    public void Fails(string call, HttpStatusCode status) => Answers[call] = () => Upstreams.Answers.Status(status);

    public Task<HttpResponseMessage> ListAsync(string status, int pageSize, string? after, CancellationToken cancellationToken)
    {
        var call = $"{status} after {after}";
        Calls.Add(call);
        if (Answers.TryGetValue(call, out var answer))
        {
            return Task.FromResult(answer());
        }

        var size = Math.Min(PageSize, pageSize);
        var page = _windows.Values
            .Where(window => window.StatusAt(time.GetUtcNow()) == status && (after is null || string.CompareOrdinal(window.Id, after) < 0))
            .OrderByDescending(window => window.Id, StringComparer.Ordinal)
            .Take(size)
            .ToList();
        return Task.FromResult(Upstreams.Answers.Json(new JsonObject
        {
            ["maintenance_windows"] = new JsonArray([.. page.Select(window => window.Json())]),
            ["pagination_meta"] = new JsonObject { ["after"] = page.Count == size ? page[^1].Id : null, ["page_size"] = pageSize },
        }.ToJsonString()));
    }
}
