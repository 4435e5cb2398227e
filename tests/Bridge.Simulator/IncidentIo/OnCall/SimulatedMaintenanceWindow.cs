using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Planned work, during which alerts are held. No webhook tells of it.</summary>
public sealed record SimulatedMaintenanceWindow
{
    private SimulatedMaintenanceWindow()
    {
    }

    /// <summary>26 characters; always the same for a number.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset StartAt { get; init; }

    public required DateTimeOffset EndAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public SimulatedPerson Lead { get; init; } = SimulatedPerson.Ada;

    public string? IncidentId { get; init; }

    public bool ResolvesOnEnd { get; init; }

    public bool ReroutesOnEnd { get; init; }

    /// <summary>Planned a day ahead.</summary>
    public static SimulatedMaintenanceWindow Planned(int number, string name, DateTimeOffset from, DateTimeOffset to) => new()
    {
        Id = IncidentDocument.IdOf("WINDOW", number),
        Name = name,
        StartAt = from,
        EndAt = to,
        CreatedAt = from.AddDays(-1),
        UpdatedAt = from.AddDays(-1),
    };

    public SimulatedMaintenanceWindow Moved(DateTimeOffset from, DateTimeOffset to, DateTimeOffset at) =>
        this with { StartAt = from, EndAt = to, UpdatedAt = at };

    public SimulatedMaintenanceWindow Renamed(string name, DateTimeOffset at) => this with { Name = name, UpdatedAt = at };

    public SimulatedMaintenanceWindow Archived(DateTimeOffset at) => this with { ArchivedAt = at, UpdatedAt = at };

    internal string StatusAt(DateTimeOffset now) => now < StartAt ? "upcoming" : now < EndAt ? "active" : "past";
}

/// <summary><c>GET /v1/maintenance_windows</c>. Whether archived ones are listed is not documented; here they are.</summary>
internal static class MaintenanceWindowList
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 50;

    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedMaintenanceWindow> windows, DateTimeOffset now)
    {
        var query = new ListQuery(request, MaxPageSize, DefaultPageSize) { OffersNextOfFullPage = true };
        var status = query.Value("status");
        if (status is not ("" or "active" or "upcoming" or "past"))
        {
            query.Refuse("status", "must be active, upcoming or past");
        }

        List<SimulatedMaintenanceWindow> sorted =
        [
            .. windows.Where(window => status.Length == 0 || window.StatusAt(now) == status)
                .OrderByDescending(window => window.Id, StringComparer.Ordinal),
        ];
        return query.Page("maintenance_windows", sorted, window => window.Id, Of);
    }

    private static JsonObject Of(SimulatedMaintenanceWindow window)
    {
        var document = new JsonObject
        {
            ["id"] = window.Id,
            ["name"] = window.Name,
            ["start_at"] = IncidentDocument.Instant(window.StartAt),
            ["end_at"] = IncidentDocument.Instant(window.EndAt),
            ["lead"] = PersonDocument.Of(window.Lead),
            ["resolve_on_end"] = window.ResolvesOnEnd,
            ["reroute_on_end"] = window.ReroutesOnEnd,
            ["created_at"] = IncidentDocument.Instant(window.CreatedAt),
            ["updated_at"] = IncidentDocument.Instant(window.UpdatedAt),
        };
        if (window.IncidentId is not null)
        {
            document["incident_id"] = window.IncidentId;
        }

        if (window.ArchivedAt is { } archived)
        {
            document["archived_at"] = IncidentDocument.Instant(archived);
        }

        return document;
    }
}
