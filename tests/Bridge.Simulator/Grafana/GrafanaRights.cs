namespace Bridge.Simulator.Grafana;

/// <summary>What somebody may see and change in their organization.</summary>
/// <param name="user">Who asks.</param>
/// <param name="dashboards">Every dashboard of the organization, the oldest first.</param>
internal sealed class GrafanaRights(GrafanaUser user, IReadOnlyList<SimulatedDashboard> dashboards)
{
    public GrafanaUser User => user;

    public IReadOnlyList<SimulatedDashboard> Dashboards => dashboards;

    public IReadOnlyList<SimulatedDashboard> Visible => [.. dashboards.Where(MaySee)];

    public IReadOnlyList<SimulatedDashboard> Editable => [.. dashboards.Where(MayEdit)];

    public bool MaySeeOrganization => user.Role >= GrafanaRole.Viewer;

    public bool MayEditOrganization => user.Role >= GrafanaRole.Editor;

    public bool MaySee(SimulatedDashboard dashboard) => Reaches(dashboard, GrafanaRole.Viewer);

    public bool MayEdit(SimulatedDashboard dashboard) => Reaches(dashboard, GrafanaRole.Editor);

    public bool MaySee(StoredAnnotation row) =>
        row.DashboardId == 0 ? MaySeeOrganization : Find(row) is { } dashboard && MaySee(dashboard);

    public bool MayEdit(StoredAnnotation row) =>
        row.DashboardId == 0 ? MayEditOrganization : Find(row) is { } dashboard && MayEdit(dashboard);

    /// <summary>Whether there is any place where the user may do this.</summary>
    public bool HasAny(GrafanaAction action) => action == GrafanaAction.Read
        ? MaySeeOrganization || dashboards.Any(MaySee)
        : MayEditOrganization || dashboards.Any(MayEdit);

    private bool Reaches(SimulatedDashboard dashboard, GrafanaRole role) =>
        user.Role >= (dashboard.IsClosed ? GrafanaRole.Admin : role) || dashboard.EditableBy.Contains(user.Credential);

    private SimulatedDashboard? Find(StoredAnnotation row) => dashboards.FirstOrDefault(dashboard => dashboard.Id == row.DashboardId);
}
