using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Whether a Grafana is there, knows the token, and lets it read and write annotations.</summary>
internal static class GrafanaCheck
{
    /// <param name="grafana">Which one.</param>
    /// <param name="routes">Where annotations go.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        GrafanaProbe grafana, IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var subject = $"Grafana {grafana.Name}";
        var (health, healthFailure) = await grafana.GetHealthAsync(cancellationToken);
        if (health is null)
        {
            return [CheckResult.Failed(subject, WhatToDo(grafana.Name, healthFailure!))];
        }

        var (organization, tokenFailure) = await grafana.GetOrganizationAsync(cancellationToken);
        if (organization is null)
        {
            return [CheckResult.Failed(subject, WhatToDo(grafana.Name, tokenFailure!))];
        }

        // Some hide their version, and builds of one's own show another: it is a hint and nothing depends on it.
        var version = health.Version is { Length: > 0 } shown ? $"Version {shown}" : "It hides its version";
        List<CheckResult> results =
        [
            CheckResult.Ok(subject, $"{version}, organization {organization.Name}."),
            Permission(subject, "find", await grafana.MayReadAsync(AnnotationTags.Common, cancellationToken)),
            Permission(subject, "write", await grafana.MayWriteAsync(cancellationToken)),
        ];
        foreach (var dashboard in DashboardsOf(grafana.Name, routes))
        {
            var (missing, refused) = await grafana.MayWriteOnAsync(dashboard.Key, cancellationToken);
            results.Add(OfDashboard(subject, dashboard.Key, string.Join(", ", dashboard.Distinct()), missing, refused));
        }

        return results;
    }

    /// <summary>The uids that routes name for this Grafana, each with the names of those routes.</summary>
    private static IEnumerable<IGrouping<string, string>> DashboardsOf(string grafana, IReadOnlyList<AnnotationRoute> routes) =>
        from route in routes
        from place in route.Places
        where place.Grafana == grafana && place.Dashboard is not null
        group route.Name by place.Dashboard!.Value.Uid;

    private static CheckResult OfDashboard(string subject, string uid, string routes, UpstreamFailure? missing, UpstreamFailure? refused) =>
        (missing, refused) switch
        {
            (null, null) => CheckResult.Ok(subject, $"It has the dashboard {uid} (route {routes}), and the token may write annotations of it."),
            (null, { Reason: FailureReason.Auth }) => CheckResult.Failed(
                subject, $"The token may not write annotations of the dashboard {uid} ({refused.Detail}). Give its service account the right to edit it."),
            ({ Reason: FailureReason.NotFound }, _) => CheckResult.Failed(
                subject, $"It has no dashboard {uid} (route {routes}): incidents of that route become dead letters. Check Routes:…:Dashboards."),
            ({ Reason: FailureReason.Auth }, _) => CheckResult.Failed(
                subject, $"The token may not read the dashboard {uid} ({missing.Detail}), if there is one (route {routes}). Give its service account the right to edit it."),
            _ => CheckResult.Failed(
                subject, $"The dashboard {uid} could not be asked for: {Labels.Of((missing ?? refused)!.Reason)} ({(missing ?? refused)!.Detail})."),
        };

    private static CheckResult Permission(string subject, string what, UpstreamFailure? failure) => failure switch
    {
        null => CheckResult.Ok(subject, $"The token may {what} annotations."),
        { Reason: FailureReason.Auth } => CheckResult.Failed(
            subject, $"The token may not {what} annotations ({failure.Detail}). Give its service account the role Editor."),
        _ => CheckResult.Failed(
            subject, $"It could not be found out whether the token may {what} annotations: {Labels.Of(failure.Reason)} ({failure.Detail})."),
    };

    private static string WhatToDo(string name, UpstreamFailure failure) => failure.Reason switch
    {
        FailureReason.Auth => $"The token is refused ({failure.Detail}). Check Grafana:{name}:Token.",
        FailureReason.InvalidAnswer or FailureReason.NotFound or FailureReason.Client =>
            $"There is no Grafana at this address ({failure.Detail}). Check Grafana:{name}:Url, its sub-path included.",
        FailureReason.Network or FailureReason.Timeout =>
            $"It cannot be reached ({failure.Detail}). Check Grafana:{name}:Url, and the network, proxy and certificates on the way.",
        _ => $"It does not answer as it should: {Labels.Of(failure.Reason)} ({failure.Detail}).",
    };
}
