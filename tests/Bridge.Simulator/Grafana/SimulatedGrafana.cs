using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>
/// Grafana's annotations API, with state and with the quirks that were recorded from real ones; the <see cref="Dialect"/> says whose.
/// <see cref="StandIn.StopAsync"/> is Grafana being away. What can happen to its world, and how it goes wrong, is in the other parts.
/// </summary>
public sealed partial class SimulatedGrafana : StandIn
{
    private readonly AnnotationTable _table;
    private readonly AnnotationApi _api;
    private readonly DashboardApi _dashboardApi;

    private SimulatedGrafana(GrafanaDialect dialect, TimeProvider time)
        : base(time)
    {
        Dialect = dialect;
        _table = new AnnotationTable(time);
        _api = new AnnotationApi(this, _table);
        _dashboardApi = new DashboardApi(this);
    }

    /// <summary>Whose ways it has; may be changed at any time, as an upgrade does.</summary>
    public GrafanaDialect Dialect { get; set; }

    /// <summary>A token that may write annotations. A new value is a rotated token.</summary>
    public string EditorToken { get; set; } = "simulated-grafana-editor";

    /// <summary>A token that may only read.</summary>
    public string ViewerToken { get; set; } = "simulated-grafana-viewer";

    public string AdminToken { get; set; } = "simulated-grafana-admin";

    /// <summary>A token that may do nothing where it was not given a right; older versions have none.</summary>
    public string NoRoleToken { get; set; } = "simulated-grafana-norole";

    /// <summary>A token whose time is over: 401.</summary>
    public string ExpiredToken { get; set; } = "simulated-grafana-expired";

    /// <summary>The password of the person <c>admin</c>, who sees everything.</summary>
    public string AdminPassword { get; set; } = "simulated-grafana-password";

    /// <summary>Whether requests without a credential may read; a write is then refused with 403 instead of 401.</summary>
    public bool AllowsAnonymousViewers { get; set; }

    /// <summary>Feature toggles that are on.</summary>
    public IReadOnlyList<string> FeatureToggles { get; set; } = [];

    internal GrafanaUser Admin => new("admin", GrafanaRole.Admin, MainOrganization, AdminPassword, IsPerson: true);

    internal IEnumerable<GrafanaUser> Tokens =>
    [
        new("bridge-editor", GrafanaRole.Editor, MainOrganization, EditorToken),
        new("bridge-viewer", GrafanaRole.Viewer, MainOrganization, ViewerToken),
        new("bridge-admin", GrafanaRole.Admin, MainOrganization, AdminToken),
        new("bridge-norole", GrafanaRole.None, MainOrganization, NoRoleToken),
        .. _tokens,
    ];

    /// <summary>Starts to listen, in the dialect of 12.4.</summary>
    /// <param name="time">Null for the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static Task<SimulatedGrafana> StartNewAsync(TimeProvider? time, CancellationToken cancellationToken) =>
        StartNewAsync(GrafanaDialect.V12, time, cancellationToken);

    /// <summary>Starts to listen.</summary>
    /// <param name="dialect">Whose ways it has.</param>
    /// <param name="time">Null for the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SimulatedGrafana> StartNewAsync(
        GrafanaDialect dialect, TimeProvider? time, CancellationToken cancellationToken)
    {
        var grafana = new SimulatedGrafana(dialect, time ?? TimeProvider.System);
        await grafana.StartAsync(cancellationToken);
        return grafana;
    }

    private protected override Answer Handle(RecordedRequest request)
    {
        switch (request.Path)
        {
            case "/api/health":
                var isWell = Database != GrafanaDatabase.AwayAndTold;
                return Answer.Json(isWell ? 200 : 503, GrafanaInstance.Health(Dialect, isWell), GrafanaAnswer.JsonWithCharset);
            case "/healthz":
                return Answer.Text(200, "Ok");
        }

        if (!request.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            // The single-page application answers every other path.
            return request.Method == "GET" ? Answer.Html(200, "Grafana") : Answer.Html(404, "Grafana");
        }

        if (Database != GrafanaDatabase.Well)
        {
            // No token can be looked up.
            return Dialect.Unauthorized(SignInFault.WrongToken);
        }

        return GrafanaSignIn.Check(this, request.Authorization) switch
        {
            ({ } user, _) => Serve(request, new GrafanaRights(user, DashboardsOf(user.OrganizationId))),
            (null, var fault) => Dialect.Unauthorized(fault),
        };
    }

    private Answer Serve(RecordedRequest request, GrafanaRights rights) => (request.Method, request.Path) switch
    {
        ("GET", "/api/org") when rights.MaySeeOrganization =>
            Answer.Json(200, GrafanaInstance.Organization(rights.User.OrganizationId, _organizations[rights.User.OrganizationId])),
        ("GET", "/api/org") => GrafanaAnswer.LacksPermission("orgs:read"),
        ("GET", "/api/user") => Dialect.WhoIs(rights.User),
        ("GET", "/api/access-control/user/permissions") when Dialect.HasNewerPaths =>
            Answer.Json(200, GrafanaInstance.Permissions(Dialect, rights)),
        ("GET", "/api/frontend/settings") => Answer.Json(200, GrafanaInstance.FrontendSettings(Dialect, FeatureToggles)),
        (_, var path) when path.StartsWith("/api/annotations", StringComparison.Ordinal) => _api.Serve(request, rights),
        _ => _dashboardApi.Serve(request, rights),
    };
}
