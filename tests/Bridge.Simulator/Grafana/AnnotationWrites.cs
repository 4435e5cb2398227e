using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Creating, changing and deleting annotations, for somebody whom the dialect let in.</summary>
internal sealed class AnnotationWrites(SimulatedGrafana grafana, AnnotationTable table)
{
    public const string NoId = "annotationId is invalid";

    private const string NotSaved = "Failed to save annotation";
    private const string NotUpdated = "Failed to update annotation";

    private GrafanaDialect Dialect => grafana.Dialect;

    public Answer Create(RecordedRequest request, GrafanaRights rights)
    {
        var (command, fault) = AnnotationCommand.Read(request, "PostAnnotationsCmd");
        if (command is null)
        {
            return Dialect.Unread(fault!);
        }

        var (dashboard, refusal) = Dialect.PlaceOf(command, rights);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!(dashboard is null ? rights.MayEditOrganization : rights.MayEdit(dashboard)))
        {
            return Dialect.Forbidden(GrafanaAction.Create);
        }

        if (command.Text.Length == 0)
        {
            return Dialect.Error(400, NotSaved);
        }

        var cleaned = GrafanaTag.Parse(command.Tags ?? []).Select(tag => tag.ToString());
        return Dialect.TooManyTags(GrafanaAction.Create, [.. cleaned])
            ?? GrafanaAnswer.Added(table.Add(command, dashboard, rights.User).Id);
    }

    public Answer CreateGraphite(RecordedRequest request, GrafanaRights rights)
    {
        if (!rights.MayEditOrganization)
        {
            return Dialect.Forbidden(GrafanaAction.Create);
        }

        return AnnotationCommand.ReadGraphite(request) is { } command
            ? GrafanaAnswer.Added(table.Add(command, dashboard: null, rights.User).Id, "Graphite annotation added")
            : Dialect.Error(500, "Failed to save Graphite annotation");
    }

    public Answer Replace(RecordedRequest request, GrafanaRights rights, string id) =>
        Update(request, rights, id, "UpdateAnnotationsCmd", table.TryReplace, "Annotation updated");

    public Answer Change(RecordedRequest request, GrafanaRights rights, string id) =>
        Update(request, rights, id, "PatchAnnotationsCmd", table.TryChange, "Annotation patched");

    public Answer Delete(RecordedRequest request, GrafanaRights rights, string id)
    {
        if (!Dialect.TryReadId(id, out var number))
        {
            return Dialect.Error(400, NoId);
        }

        if (number == 0)
        {
            return Wipe(request, rights, "Annotation deleted");
        }

        var (row, refusal) = Find(number, rights, GrafanaAction.Delete);
        if (row is null)
        {
            return refusal!;
        }

        grafana.NoteChange(request, rights.User, row);
        table.Remove(number);
        return GrafanaAnswer.Message(200, "Annotation deleted");
    }

    public Answer MassDelete(RecordedRequest request, GrafanaRights rights)
    {
        const string Done = "Annotations deleted";
        var body = JsonNode.Parse(request.Body.Length > 0 ? request.Body : "{}") as JsonObject ?? [];
        var (id, dashboard, panel) = ((long?)body["annotationId"] ?? 0, (long?)body["dashboardId"] ?? 0, (long?)body["panelId"] ?? 0);
        if ((id, dashboard, panel) == (0, 0, 0))
        {
            return Wipe(request, rights, Done);
        }

        RemoveAll(request, rights, row => id > 0 ? row.Id == id : row.DashboardId == dashboard && row.PanelId == panel);
        return GrafanaAnswer.Message(200, Done);
    }

    private Answer Update(
        RecordedRequest request,
        GrafanaRights rights,
        string id,
        string type,
        Func<StoredAnnotation, AnnotationCommand, GrafanaDialect, bool> tryApply,
        string done)
    {
        if (!Dialect.TryReadId(id, out var number))
        {
            return Dialect.Error(400, NoId);
        }

        var (command, fault) = AnnotationCommand.Read(request, type);
        if (command is null)
        {
            return Dialect.Unread(fault!);
        }

        var (row, refusal) = Find(number, rights, GrafanaAction.Write);
        refusal ??= Dialect.TooManyTags(GrafanaAction.Write, command.Tags ?? []);
        if (row is null || refusal is not null)
        {
            return refusal!;
        }

        var before = row.Copy();
        if (!tryApply(row, command, Dialect))
        {
            return Dialect.Error(500, NotUpdated);
        }

        grafana.NoteChange(request, rights.User, before);
        return GrafanaAnswer.Message(200, done);
    }

    /// <summary>The annotation that may be changed, or why it may not.</summary>
    private (StoredAnnotation? Row, Answer? Refusal) Find(long id, GrafanaRights rights, GrafanaAction action)
    {
        // A role that may write nowhere is told so before it is told what is there.
        if (!rights.HasAny(action))
        {
            return (null, Dialect.Forbidden(action));
        }

        if (table.Find(id, rights.User.OrganizationId) is not { } row)
        {
            return (null, Dialect.Missing(action, id));
        }

        var answer = rights.MaySee(row) ? UnseenAnnotation.Forbidden : Dialect.Unseen(action);
        return answer switch
        {
            UnseenAnnotation.Missing => (null, Dialect.Missing(action, id)),
            UnseenAnnotation.Forbidden when !rights.MayEdit(row) => (null, Dialect.Forbidden(action)),
            _ => (row, null),
        };
    }

    private Answer Wipe(RecordedRequest request, GrafanaRights rights, string done)
    {
        if (!rights.MayEditOrganization)
        {
            return Dialect.Forbidden(GrafanaAction.Delete);
        }

        grafana.NoteWipe();
        RemoveAll(request, rights, row => row is { DashboardId: 0, PanelId: 0 });
        return GrafanaAnswer.Message(200, done);
    }

    private void RemoveAll(RecordedRequest request, GrafanaRights rights, Func<StoredAnnotation, bool> doomed)
    {
        foreach (var row in table.Of(rights.User.OrganizationId).Where(doomed).ToList())
        {
            grafana.NoteChange(request, rights.User, row);
            table.Remove(row.Id);
        }
    }
}
