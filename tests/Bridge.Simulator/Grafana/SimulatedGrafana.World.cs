using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>What is in this Grafana, who else writes to it, and what its operator does to it.</summary>
public sealed partial class SimulatedGrafana
{
    /// <summary>The organization of every token that does not say otherwise.</summary>
    public const long MainOrganization = 1;

    private readonly List<SimulatedDashboard> _dashboards = [];
    private readonly List<GrafanaUser> _tokens = [];
    private readonly Dictionary<long, string> _organizations = new() { [MainOrganization] = "Main Org." };
    private readonly List<(RecordedRequest Request, SimulatedAnnotation Before)> _othersTouched = [];

    /// <summary>The annotations of every organization, oldest first.</summary>
    public IReadOnlyList<SimulatedAnnotation> Annotations => Snapshots(_table.Rows);

    /// <summary>
    /// How often a request deleted every annotation of the organization: <c>DELETE /api/annotations/0</c> and its kin. Anything but 0
    /// is a fault of whoever asked.
    /// </summary>
    public int OrganizationWipes { get; private set; }

    /// <summary>
    /// Each request that changed or deleted an annotation of another author, with the annotation as it was. Anything is a fault of
    /// whoever asked; Grafana lets every Editor do it.
    /// </summary>
    public IReadOnlyList<(RecordedRequest Request, SimulatedAnnotation Before)> OthersTouched
    {
        get
        {
            lock (Gate)
            {
                return [.. _othersTouched];
            }
        }
    }

    /// <summary>
    /// Searches without a beginning or an end of the time that they look at, and lists by tags alone: Grafana reads all annotations for each.
    /// Anything but 0 is a fault of a bridge.
    /// </summary>
    public int SearchesWithoutTimes => Requests.Count(request =>
        request is { Method: "GET", Path: "/api/annotations" } && (request.QueryValue("from").Length == 0 || request.QueryValue("to").Length == 0));

    /// <summary>The annotations that carry all of these tags as they are written here, oldest first.</summary>
    public IReadOnlyList<SimulatedAnnotation> WithTags(params IReadOnlyList<string> tags) =>
        [.. Annotations.Where(annotation => tags.All(annotation.Tags.Contains))];

    /// <summary>
    /// The annotations of the main organization that a search by all of these tags finds, oldest first: what a dashboard's query
    /// draws, whatever tags they show.
    /// </summary>
    public IReadOnlyList<SimulatedAnnotation> FoundBy(params IReadOnlyList<string> tags)
    {
        var filter = GrafanaTag.Parse(tags);
        return Snapshots(_table.Of(MainOrganization).Where(row => AnnotationSearch.HasTags(row, filter, any: false)));
    }

    /// <summary>Adds an organization, for tokens and dashboards to be in.</summary>
    public void AddOrganization(long id, string name) => Locked(() => _organizations[id] = name);

    /// <summary>Adds a token of its own, of this role and organization.</summary>
    /// <param name="token">The credential.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="name">Of its service account: the author of what it makes.</param>
    /// <param name="organizationId">One that was added.</param>
    public void AddToken(string token, GrafanaRole role, string name, long organizationId = MainOrganization) =>
        Locked(() => _tokens.Add(new GrafanaUser(name, role, organizationId, token)));

    /// <summary>Puts a dashboard there, in place of one with the same number or uid.</summary>
    public void AddDashboard(SimulatedDashboard dashboard) => Locked(() =>
    {
        _dashboards.RemoveAll(other => other.Id == dashboard.Id
            || (other.Uid == dashboard.Uid && other.OrganizationId == dashboard.OrganizationId));
        _dashboards.Add(dashboard);
    });

    /// <summary>Puts a dashboard there, under its number in this Grafana and the uid that it has everywhere.</summary>
    public void AddDashboard(long id, string uid) => AddDashboard(new SimulatedDashboard(id, uid));

    /// <summary>Puts a dashboard there, under a number of the kind that this version gives.</summary>
    public SimulatedDashboard AddDashboard(string uid)
    {
        lock (Gate)
        {
            var count = 1;
            while (_dashboards.Exists(other => other.Id == Dialect.DashboardNumber(count)))
            {
                count++;
            }

            var dashboard = new SimulatedDashboard(Dialect.DashboardNumber(count), uid);
            AddDashboard(dashboard);
            return dashboard;
        }
    }

    /// <summary>Deletes a dashboard, and with it its annotations.</summary>
    public void RemoveDashboard(string uid) => Locked(() =>
    {
        _dashboards.RemoveAll(dashboard => dashboard.Uid == uid);
        _table.Remove(_table.Rows.Where(row => row.DashboardUid == uid));
    });

    /// <summary>Puts an annotation there as if it had always been: somebody else's, or one of the bridge's own from before.</summary>
    public void Seed(SimulatedAnnotation annotation) => Locked(() =>
    {
        var row = new StoredAnnotation
        {
            Id = annotation.Id,
            OrganizationId = annotation.OrganizationId,
            Author = annotation.Author.Length == 0 ? null : AuthorOf(annotation.Author, annotation.OrganizationId),
            DashboardId = _dashboards.Find(dashboard => dashboard.Uid == annotation.DashboardUid)?.Id ?? 0,
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
    });

    /// <summary>Somebody posts an annotation, which gets the next id.</summary>
    /// <param name="author">The login of a person, or the name of a token.</param>
    /// <param name="text">HTML.</param>
    /// <param name="start">To the millisecond.</param>
    /// <param name="end">Equal to the start for a point.</param>
    /// <param name="tags">As they are sent.</param>
    /// <param name="dashboardUid">Null for the whole organization; otherwise a dashboard that is there.</param>
    /// <param name="organizationId">Where.</param>
    /// <param name="panelId">0 for every panel.</param>
    public SimulatedAnnotation PostAs(
        string author,
        string text,
        DateTimeOffset start,
        DateTimeOffset end,
        IReadOnlyList<string> tags,
        string? dashboardUid = null,
        long organizationId = MainOrganization,
        long panelId = 0)
    {
        lock (Gate)
        {
            var dashboard = dashboardUid is null ? null : DashboardsOf(organizationId).Single(dashboard => dashboard.Uid == dashboardUid);
            var command = new AnnotationCommand(
                text, start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), tags, dashboard?.Id ?? 0, dashboardUid ?? "", panelId, null);
            return _table.Add(command, dashboard, AuthorOf(author, organizationId)).ToSnapshot();
        }
    }

    /// <summary>Removes an annotation behind the bridge's back.</summary>
    public void Remove(long id) => Locked(() => _table.Remove(id));

    internal void NoteWipe() => OrganizationWipes++;

    internal void NoteChange(RecordedRequest request, GrafanaUser user, StoredAnnotation before)
    {
        if (user.IsStrangerTo(before.Author))
        {
            _othersTouched.Add((request, before.ToSnapshot()));
        }
    }

    private List<SimulatedDashboard> DashboardsOf(long organization) =>
        [.. _dashboards.Where(dashboard => dashboard.OrganizationId == organization)];

    /// <summary>A token of this name if there is one, else a person.</summary>
    private GrafanaUser AuthorOf(string name, long organization) =>
        Tokens.FirstOrDefault(token => token.Name == name && token.OrganizationId == organization)
        ?? new GrafanaUser(name, GrafanaRole.Editor, organization, "", IsPerson: true);

    private List<SimulatedAnnotation> Snapshots(IEnumerable<StoredAnnotation> rows)
    {
        lock (Gate)
        {
            return [.. rows.OrderBy(row => row.Id).Select(row => row.ToSnapshot())];
        }
    }

    private void Locked(Action action)
    {
        lock (Gate)
        {
            action();
        }
    }
}
