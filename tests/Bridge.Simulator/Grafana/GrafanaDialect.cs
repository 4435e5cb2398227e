using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>
/// The questions that versions of Grafana answer differently; what all versions share is in the stand-in itself. Each dialect is held
/// to the exchanges that were recorded from a real Grafana of that version.
/// </summary>
public abstract class GrafanaDialect
{
    private protected GrafanaDialect(string version) => Version = version;

    /// <summary>7.5.5: a missing id is a 500, an id that is no number means 0, dashboards are known by number only.</summary>
    public static GrafanaDialect V7 { get; } = new Grafana7();

    /// <summary>
    /// 9.4.0-pre: an unknown dashboard uid posts to the whole organization, and an update loses a tag that is new to Grafana.
    /// </summary>
    public static GrafanaDialect V9 { get; } = new Grafana9();

    /// <summary>As <see cref="V9"/>, with a token whose permissions are looked up by the annotation's id: a missing id is a 403.</summary>
    public static GrafanaDialect V9WithNarrowToken { get; } = new Grafana9 { TokenIsNarrow = true };

    /// <summary>
    /// As <see cref="V9"/> on a fresh SQLite: an update with a tag that is new to Grafana is a 500, as often as it is tried.
    /// </summary>
    public static GrafanaDialect V9WhereNewTagsFail { get; } = new Grafana9 { NewTagsFail = true };

    /// <summary>12.4.3: a delete of what is not there is a 200, and an update never takes a tag away from the index.</summary>
    public static GrafanaDialect V12 { get; } = new Grafana12();

    /// <summary>One of each version, the oldest first.</summary>
    public static IReadOnlyList<GrafanaDialect> All { get; } = [V7, V9, V12];

    /// <summary>The version whose answers were recorded.</summary>
    public string Version { get; }

    /// <summary>What <c>/api/health</c> says.</summary>
    internal virtual string ReportedVersion => Version;

    /// <summary>Whether one annotation, the tags in use and a token's permissions can be asked for.</summary>
    internal virtual bool HasNewerPaths => true;

    /// <summary>Whether <c>dashboardUID</c> means anything.</summary>
    internal virtual bool KnowsUids => true;

    /// <summary>Whether an update changes <c>data</c>.</summary>
    internal virtual bool UpdatesData => true;

    public override string ToString() => $"Grafana {Version}";

    /// <summary>Whether dashboards and folders can be searched, saved and shared here. Only the answers of the newest version were recorded.</summary>
    internal virtual bool SavesDashboards => false;

    /// <summary>The number that the n-th dashboard gets, counted from 1.</summary>
    internal virtual long DashboardNumber(int count) => count;

    /// <summary>The login under which a token or a person is shown; empty for none.</summary>
    internal abstract string LoginOf(GrafanaUser user);

    /// <summary>Reads the id in a path; false is a 400.</summary>
    internal virtual bool TryReadId(string text, out long id) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id);

    /// <summary>A failure of the request or of Grafana, with its words.</summary>
    internal virtual Answer Error(int status, string message) => GrafanaAnswer.Message(status, message);

    /// <summary>A body that could not be read.</summary>
    internal virtual Answer Unread(BodyFault fault) => Error(400, "bad request data");

    internal abstract Answer Unauthorized(SignInFault fault);

    /// <summary>The refusal of who may do this nowhere at all, before anything of the request is read; null to go on.</summary>
    internal abstract Answer? AtTheDoor(GrafanaAction action, GrafanaRights rights);

    /// <summary>The refusal of who may not do this at the place in question.</summary>
    internal virtual Answer Forbidden(GrafanaAction action) => GrafanaAnswer.Message(403, "Access denied to this dashboard");

    /// <summary>No annotation has this id.</summary>
    internal abstract Answer Missing(GrafanaAction action, long id);

    /// <summary>What becomes of a change to an annotation on a dashboard that the user may not see.</summary>
    internal virtual UnseenAnnotation Unseen(GrafanaAction action) => UnseenAnnotation.Missing;

    /// <summary>A list of tags that is too long; null for one that is not, or where there is no limit.</summary>
    internal abstract Answer? TooManyTags(GrafanaAction action, IReadOnlyList<string> tags);

    /// <summary>The dashboard that a create names, null for the organization; or the refusal of one that is not there.</summary>
    internal abstract (SimulatedDashboard? Dashboard, Answer? Refusal) PlaceOf(AnnotationCommand command, GrafanaRights rights);

    /// <summary>The refusal of a search on a dashboard that is not there; null to find nothing.</summary>
    internal virtual Answer? UnknownUidInSearch() => null;

    /// <summary>What of the matches is answered, in order: what the user may see, as many as were asked for.</summary>
    internal virtual IEnumerable<StoredAnnotation> Readable(
        IReadOnlyList<StoredAnnotation> matches, AnnotationSearch search, GrafanaRights rights) =>
        search.Limited(matches.Where(rights.MaySee));

    /// <summary>What an update with these tags does to the rows by which a search finds the annotation.</summary>
    /// <param name="row">Changed, unless false is returned.</param>
    /// <param name="tags">As they were sent.</param>
    /// <param name="known">Every tag that Grafana has ever saved.</param>
    /// <returns>Whether it succeeded; otherwise nothing of the update is done.</returns>
    internal abstract bool TryReindex(StoredAnnotation row, IReadOnlyList<string> tags, HashSet<GrafanaTag> known);

    /// <param name="row">The annotation.</param>
    /// <param name="isAlone">Whether it was asked for by its id, and not found by a search.</param>
    internal abstract JsonObject Item(StoredAnnotation row, bool isAlone);

    /// <summary>Adds what this version says about a dashboard to what all say.</summary>
    internal abstract void Describe(JsonObject meta, GrafanaRights rights, SimulatedDashboard dashboard);

    internal abstract Answer NoSuchDashboard();

    /// <summary>A dashboard that the user may not see.</summary>
    internal virtual Answer ClosedDashboard() => Forbidden(GrafanaAction.Read);

    /// <summary><c>GET /api/user</c> with a token.</summary>
    internal virtual Answer WhoIs(GrafanaUser user) => GrafanaAnswer.Message(404, "user not found");

    /// <summary>The scopes of one permission of <c>GET /api/access-control/user/permissions</c>; empty without it.</summary>
    internal abstract IEnumerable<string> Scopes(GrafanaAction action, GrafanaRights rights);
}
