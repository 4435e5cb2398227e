using Bridge.Grafana;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Whether a dashboard that routes name is there with its panels, and whether the token may annotate it.</summary>
internal static class DashboardCheck
{
    /// <param name="grafana">Where it is.</param>
    /// <param name="uid">The dashboard.</param>
    /// <param name="places">The routes that name it, with what each names of it.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        GrafanaProbe grafana, string uid, IReadOnlyList<(string Route, DashboardPanel Place)> places, CancellationToken cancellationToken)
    {
        var subject = $"Grafana {grafana.Name}";
        var routes = string.Join(", ", places.Select(place => place.Route).Distinct());
        var (answer, failure) = await grafana.GetDashboardAsync(uid, cancellationToken);
        if (answer?.Dashboard is not { } dashboard)
        {
            return [Missing(subject, uid, routes, failure!)];
        }

        return
        [
            OfRights(subject, uid, routes, answer.Meta, await grafana.MayWriteOnAsync(dashboard, cancellationToken)),
            .. places
                .Where(place => place.Place.Panel is { } panel && !dashboard.MayHavePanel(panel))
                .Select(place => CheckResult.Warning(
                    subject,
                    $"The dashboard {uid} has no panel {place.Place.Panel} (route {place.Route}): annotations are posted there, and nothing shows them. Check Routes:…:Dashboards.")),
        ];
    }

    private static CheckResult Missing(string subject, string uid, string routes, UpstreamFailure failure) => failure.Reason switch
    {
        FailureReason.NotFound => CheckResult.Failed(
            subject,
            $"It has no dashboard {uid} (route {routes}): incidents of that route become dead letters, until it is there. Check Routes:…:Dashboards."),
        FailureReason.Auth => CheckResult.Failed(
            subject,
            $"The token may not read the dashboard {uid} ({failure.Detail}), if there is one (route {routes}). Give its service account Edit on the dashboard, or on the folder that it is in."),
        _ => CheckResult.Failed(subject, $"The dashboard {uid} could not be asked for: {Labels.Of(failure.Reason)} ({failure.Detail})."),
    };

    /// <summary>Edit on this one dashboard is enough, whatever the role. (9.4 says so of everybody, and the probe does not.)</summary>
    private static CheckResult OfRights(string subject, string uid, string routes, DashboardMetaJson? meta, UpstreamFailure? refused)
    {
        List<string> lacks =
        [
            .. meta?.AnnotationsPermissions?.Dashboard is { } rights
                ? new[] { (rights.CanAdd, "add"), (rights.CanEdit, "change"), (rights.CanDelete, "delete") }.Where(right => right.Item1 == false).Select(right => right.Item2)
                : [],
        ];
        if (lacks.Count == 0 && refused is null)
        {
            return CheckResult.Ok(subject, $"It has the dashboard {uid} (route {routes}), and the token may write annotations of it.");
        }

        if (lacks.Count == 0 && refused is not { Reason: FailureReason.Auth })
        {
            return CheckResult.Failed(
                subject, $"It could not be found out whether the token may write annotations of the dashboard {uid}: {Labels.Of(refused!.Reason)} ({refused.Detail}).");
        }

        var what = lacks.Count > 0 ? string.Join(", ", lacks) : "write";
        var folder = meta is { FolderUid: { Length: > 0 } folderUid } ? $", or on its folder {meta.FolderTitle} ({folderUid})" : "";
        return CheckResult.Failed(
            subject,
            $"The token may not {what} annotations of the dashboard {uid} (route {routes}). Give its service account Edit on the dashboard{folder}. A role is not needed.");
    }
}
