using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Who is paged, one after the other.</summary>
/// <param name="Id">26 characters.</param>
/// <param name="Name">As the customer calls it.</param>
public sealed record SimulatedEscalationPath(string Id, string Name)
{
    /// <summary>What an alert's escalation takes.</summary>
    public static SimulatedEscalationPath Default { get; } = Of(1, "Platform on call");

    public static SimulatedEscalationPath Of(int number, string name) => new(IncidentDocument.IdOf("PATH", number), name);
}

/// <summary><c>GET /v2/escalation_paths</c>, without their levels.</summary>
internal static class EscalationPathList
{
    private const int PageSize = 25;

    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedEscalationPath> paths) =>
        new ListQuery(request, PageSize, PageSize).Page(
            "escalation_paths",
            [.. paths.OrderBy(path => path.Id, StringComparer.Ordinal)],
            path => path.Id,
            path => new JsonObject
            {
                ["id"] = path.Id,
                ["name"] = path.Name,
                ["path"] = new JsonArray(),
                ["team_ids"] = new JsonArray(),
            });
}
