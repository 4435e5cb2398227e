using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>
/// Grafana's annotations API, with state and with the quirks that were recorded from a real 7.5.5 and read in the source of newer
/// ones. One organization. <see cref="Http.StandIn.StopAsync"/> is Grafana being away.
/// </summary>
public sealed class SimulatedGrafana : StandIn
{
    private readonly AnnotationTable _table;
    private readonly AnnotationApi _api;
    private readonly Dictionary<long, string> _dashboards = [];

    private SimulatedGrafana(TimeProvider time)
        : base(time)
    {
        _table = new AnnotationTable(time);
        _api = new AnnotationApi(this, _table);
    }

    /// <summary>Whose quirks it has; may be changed at any time, as an upgrade does.</summary>
    public GrafanaBehaviour Behaviour { get; set; } = GrafanaBehaviour.V7;

    /// <summary>A token that may write annotations. A new value is a rotated token.</summary>
    public string EditorToken { get; set; } = "simulated-grafana-editor";

    /// <summary>A token that may only read.</summary>
    public string ViewerToken { get; set; } = "simulated-grafana-viewer";

    public string AdminToken { get; set; } = "simulated-grafana-admin";

    /// <summary>A token whose time is over: 401.</summary>
    public string ExpiredToken { get; set; } = "simulated-grafana-expired";

    /// <summary>Whether requests without a credential may read; a write is then refused with 403 instead of 401.</summary>
    public bool AllowsAnonymousViewers { get; set; }

    /// <summary>The annotations, oldest first.</summary>
    public IReadOnlyList<SimulatedAnnotation> Annotations
    {
        get
        {
            lock (Gate)
            {
                return [.. _table.Rows.Select(row => row.ToSnapshot())];
            }
        }
    }

    /// <summary>
    /// How often a request deleted every annotation of the organization: <c>DELETE /api/annotations/0</c> and its kin. Anything but 0
    /// is a fault of whoever asked.
    /// </summary>
    public int OrganizationWipes { get; private set; }

    internal IReadOnlyDictionary<long, string> Dashboards => _dashboards;

    /// <summary>Starts to listen.</summary>
    /// <param name="time">Null for the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SimulatedGrafana> StartNewAsync(TimeProvider? time, CancellationToken cancellationToken)
    {
        var grafana = new SimulatedGrafana(time ?? TimeProvider.System);
        await grafana.StartAsync(cancellationToken);
        return grafana;
    }

    /// <summary>The annotations that carry all of these tags as they are written here, oldest first.</summary>
    public IReadOnlyList<SimulatedAnnotation> WithTags(params IReadOnlyList<string> tags) =>
        [.. Annotations.Where(annotation => tags.All(annotation.Tags.Contains))];

    /// <summary>Puts a dashboard there, under its number in this Grafana and the uid that it has everywhere.</summary>
    public void AddDashboard(long id, string uid)
    {
        lock (Gate)
        {
            _dashboards[id] = uid;
        }
    }

    /// <summary>Puts an annotation there as if it had always been: somebody else's, or one of the bridge's own from before.</summary>
    public void Seed(SimulatedAnnotation annotation)
    {
        lock (Gate)
        {
            var row = new StoredAnnotation
            {
                Id = annotation.Id,
                DashboardId = _dashboards.FirstOrDefault(dashboard => dashboard.Value == annotation.DashboardUid).Key,
                DashboardUid = annotation.DashboardUid,
                PanelId = annotation.PanelId,
                Created = annotation.Created.ToUnixTimeMilliseconds(),
                Updated = annotation.Updated.ToUnixTimeMilliseconds(),
                Text = annotation.Text,
                ShownTags = [.. annotation.Tags],
                Index = GrafanaTag.Parse(annotation.Tags),
            };
            row.Move(annotation.Start.ToUnixTimeMilliseconds(), annotation.End.ToUnixTimeMilliseconds());
            _table.Seed(row);
        }
    }

    /// <summary>Removes an annotation behind the bridge's back.</summary>
    public void Remove(long id)
    {
        lock (Gate)
        {
            _table.Remove(id);
        }
    }

    internal void NoteWipe() => OrganizationWipes++;

    private protected override Answer Handle(RecordedRequest request)
    {
        switch (request.Path)
        {
            case "/api/health":
                return Answer.Json(200, Health(), GrafanaAnswer.JsonWithCharset);
            case "/healthz":
                return Answer.Text(200, "Ok");
        }

        if (!request.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            // The single-page application answers every other path.
            return request.Method == "GET" ? Answer.Html(200, "Grafana") : Answer.Html(404, "Grafana");
        }

        var (role, refusal) = GrafanaSignIn.Check(this, request.Authorization);
        if (refusal is not null || role == GrafanaRole.None)
        {
            return refusal ?? GrafanaAnswer.Unauthorized("Unauthorized");
        }

        return (request.Method, request.Path) switch
        {
            ("GET", "/api/org") => Answer.Json(200, Organization()),
            ("GET", "/api/user") => GrafanaAnswer.Message(404, "user not found"),
            ("GET", "/api/access-control/user/permissions") when Behaviour != GrafanaBehaviour.V7 =>
                Answer.Json(200, GrafanaPermissions.Of(role)),
            ("GET", var path) when path.StartsWith("/api/dashboards/uid/", StringComparison.Ordinal) => Dashboard(path["/api/dashboards/uid/".Length..]),
            (_, var path) when path.StartsWith("/api/annotations", StringComparison.Ordinal) => _api.Serve(request, role),
            _ => GrafanaAnswer.NoSuchPath(),
        };
    }

    private JsonObject Health() => new()
    {
        ["commit"] = "NA",
        ["database"] = "ok",
        ["version"] = Behaviour == GrafanaBehaviour.V7 ? "5.0.0" : "13.1.0",
    };

    private static JsonObject Organization() => new()
    {
        ["id"] = 1,
        ["name"] = "Main Org.",
        ["address"] = new JsonObject
        {
            ["address1"] = "",
            ["address2"] = "",
            ["city"] = "",
            ["zipCode"] = "",
            ["state"] = "",
            ["country"] = "",
        },
    };

    private Answer Dashboard(string uid)
    {
        var (id, found) = _dashboards.FirstOrDefault(dashboard => dashboard.Value == uid);
        return found is null
            ? GrafanaAnswer.Message(404, "Dashboard not found")
            : Answer.Json(200, new JsonObject
            {
                ["meta"] = new JsonObject { ["canEdit"] = true, ["slug"] = uid },
                ["dashboard"] = new JsonObject { ["id"] = id, ["uid"] = uid, ["title"] = uid, ["panels"] = new JsonArray() },
            });
    }
}
