using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>An incident of a status page, in the shape that its webhook has, and the list of them.</summary>
internal static class StatusPageDocument
{
    private const int PageSize = 25;

    /// <summary>The incidents of one page, which has to be named; with a time, those that hit a component then or later.</summary>
    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedStatusPageIncident> incidents)
    {
        var query = new ListQuery(request, maxPageSize: 250, PageSize);
        var page = query.Value("status_page_id");
        var since = query.Value("start_at");
        var from = DateTimeOffset.MinValue;
        if (page.Length == 0)
        {
            query.Refuse("status_page_id", "is required");
        }

        if (since.Length > 0 && !ListQuery.TryInstant(since, out from))
        {
            query.Refuse("start_at", "must be a time");
        }

        return query.Page(
            "status_page_incidents",
            [
                .. incidents.Where(incident => incident.StatusPageId == page)
                    .Where(incident => since.Length == 0 || incident.Impacts.Exists(impact => impact.EndAt is not { } end || end >= from))
                    .OrderByDescending(incident => incident.PublishedAt).ThenByDescending(incident => incident.Id, StringComparer.Ordinal),
            ],
            incident => incident.Id,
            Of);
    }

    /// <summary><c>GET /v2/status_pages</c>: the first one, and those that have incidents.</summary>
    public static Answer Pages(RecordedRequest request, IEnumerable<SimulatedStatusPageIncident> incidents) =>
        new ListQuery(request, maxPageSize: 250, PageSize).Page(
            "status_pages",
            [.. incidents.Select(incident => incident.StatusPageId).Append(IncidentDocument.IdOf("STPAGE", 1)).Distinct().Order(StringComparer.Ordinal)],
            id => id,
            id => new JsonObject { ["id"] = id, ["name"] = "Status", ["public_url"] = $"https://status.example.com/{id}" });

    /// <summary><c>GET /v2/status_page_structures/{id}</c>: the first component by itself, the second in a group, all others on a page below.</summary>
    public static JsonObject Structure(IEnumerable<KeyValuePair<string, string>> components)
    {
        var all = components.OrderBy(component => component.Key, StringComparer.Ordinal)
            .Select(component => new JsonObject { ["component_id"] = component.Key, ["name"] = component.Value }).ToList();
        return new JsonObject
        {
            ["current_structure"] = new JsonObject
            {
                ["items"] = new JsonArray(
                [
                    .. all.Take(1).Select(component => new JsonObject { ["component"] = component }),
                    new JsonObject { ["group"] = new JsonObject { ["id"] = "01GROUP", ["name"] = "Core", ["components"] = new JsonArray([.. all.Skip(1).Take(1)]) } },
                    new JsonObject
                    {
                        ["sub_page"] = new JsonObject
                        {
                            ["id"] = "01SUBPAGE",
                            ["name"] = "Europe",
                            ["items"] = new JsonArray([.. all.Skip(2).Select(component => new JsonObject { ["component"] = component })]),
                        },
                    },
                ]),
            },
        };
    }

    public static JsonObject Of(SimulatedStatusPageIncident incident) => new()
    {
        ["id"] = incident.Id,
        ["name"] = incident.Name,
        ["status_page_id"] = incident.StatusPageId,
        ["incident_status"] = incident.Status,
        ["published_at"] = IncidentDocument.Instant(incident.PublishedAt),
        ["component_impacts"] = new JsonArray([.. incident.Impacts.Select(Impact)]),
        ["updates"] = new JsonArray([.. incident.Updates.Select(update => Update(incident, update))]),
    };

    /// <summary>The latest one says how the components are now.</summary>
    public static JsonObject Update(SimulatedStatusPageIncident incident, SimulatedStatusPageUpdate update) => new()
    {
        ["id"] = update.Id,
        ["status_page_incident_id"] = incident.Id,
        ["incident_status"] = update.Status,
        ["message"] = update.Message,
        ["published_at"] = IncidentDocument.Instant(update.PublishedAt),
        ["component_statuses"] = new JsonArray(
        [
            .. incident.Impacts.Where(impact => impact.StartAt <= update.PublishedAt).GroupBy(impact => impact.ComponentId)
                .Select(component => new JsonObject
                {
                    ["component_id"] = component.Key,
                    ["component_status"] = component.Last().EndAt <= update.PublishedAt ? "operational" : component.Last().Status,
                }),
        ]),
    };

    private static JsonObject Impact(SimulatedComponentImpact impact)
    {
        var document = new JsonObject
        {
            ["component_id"] = impact.ComponentId,
            ["component_status"] = impact.Status,
            ["start_at"] = IncidentDocument.Instant(impact.StartAt),
        };
        if (impact.EndAt is { } end)
        {
            document["end_at"] = IncidentDocument.Instant(end);
        }

        return document;
    }
}
