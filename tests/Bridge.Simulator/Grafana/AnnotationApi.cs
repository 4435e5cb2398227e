using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Everything below <c>/api/annotations</c>, for somebody who is known: the reading here, the writing in another place.</summary>
internal sealed class AnnotationApi(SimulatedGrafana grafana, AnnotationTable table)
{
    private const string Root = "/api/annotations";

    private readonly AnnotationWrites _writes = new(grafana, table);

    private GrafanaDialect Dialect => grafana.Dialect;

    public Answer Serve(RecordedRequest request, GrafanaRights rights)
    {
        var rows = table.Of(rights.User.OrganizationId);

        // A trailing slash makes no difference.
        var rest = request.Path.TrimEnd('/')[Root.Length..].TrimStart('/');
        (GrafanaAction Action, Func<Answer> Serve) route = (request.Method, rest) switch
        {
            ("GET", "") => (GrafanaAction.Read, () => Search(request, rights)),
            ("GET", "tags") when Dialect.HasNewerPaths => (GrafanaAction.Read, () => AnnotationSearch.Tags(request, rows)),
            ("GET", _) when Dialect.HasNewerPaths => (GrafanaAction.Read, () => Show(rest, rights)),
            ("POST", "") => (GrafanaAction.Create, () => _writes.Create(request, rights)),
            ("POST", "graphite") => (GrafanaAction.Create, () => _writes.CreateGraphite(request, rights)),
            ("POST", "mass-delete") => (GrafanaAction.MassDelete, () => _writes.MassDelete(request, rights)),
            ("PUT", { Length: > 0 }) => (GrafanaAction.Write, () => _writes.Replace(request, rights, rest)),
            ("PATCH", { Length: > 0 }) => (GrafanaAction.Write, () => _writes.Change(request, rights, rest)),
            ("DELETE", { Length: > 0 }) => (GrafanaAction.Delete, () => _writes.Delete(request, rights, rest)),
            _ => (GrafanaAction.Read, GrafanaAnswer.NoSuchPath),
        };
        return Dialect.AtTheDoor(route.Action, rights) ?? route.Serve();
    }

    private Answer Search(RecordedRequest request, GrafanaRights rights)
    {
        var search = new AnnotationSearch(request, Dialect.KnowsUids);
        if (search.NamesUnknownUid(rights.Dashboards) && Dialect.UnknownUidInSearch() is { } refusal)
        {
            return refusal;
        }

        var found = Dialect.Readable(search.Matches(table, rights.User.OrganizationId), search, rights);
        var shown = grafana.RepeatsItems ? found.SelectMany(row => Enumerable.Repeat(row, 2)) : found;
        return Answer.Json(200, new JsonArray([.. shown.Select(row => Dialect.Item(row, isAlone: false))]));
    }

    private Answer Show(string id, GrafanaRights rights) => !Dialect.TryReadId(id, out var number)
        ? Dialect.Error(400, AnnotationWrites.NoId)
        : table.Find(number, rights.User.OrganizationId) is { } row && rights.MaySee(row)
            ? Answer.Json(200, Dialect.Item(row, isAlone: true))
            : Dialect.Missing(GrafanaAction.Read, number);
}
