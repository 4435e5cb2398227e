using Bridge.Annotations;
using Bridge.Grafana;

namespace Bridge.Commands.Check;

/// <summary>Who sees and changes in one Grafana what the bridge posts, and whether its queries show all of it. What Grafana does not tell this token is passed over.</summary>
internal static class AudienceCheck
{
    /// <summary>What an annotation query of Grafana's shows unless its limit says otherwise.</summary>
    private const int DefaultLimit = 100;

    /// <summary>Public dashboards that are asked about.</summary>
    private const int MostPublicDashboards = 50;

    /// <summary>Grafana 12 checks no right of whoever writes annotations by the API that it turns on.</summary>
    private const string OpenToViewers = "kubernetesAnnotations";

    private static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        GrafanaProbe grafana,
        AnnotationOptions annotations,
        IReadOnlyList<AnnotationRoute> routes,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var subject = $"Grafana {grafana.Name}";
        return
        [
            .. await OfAnnotationsAsync(subject, grafana, now, cancellationToken),
            .. await OfPublicDashboardsAsync(subject, grafana, annotations, routes, cancellationToken),
            .. await OfViewersAsync(subject, grafana, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<CheckResult>> OfAnnotationsAsync(
        string subject, GrafanaProbe grafana, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ours = await grafana.ListAsync(AnnotationTags.Common, now - Reach, now, limit: 2 * (DefaultLimit + 1), cancellationToken);
        var all = await grafana.ListAnyAsync(now - Reach, now, DefaultLimit, cancellationToken);
        return
        [
            .. ours.Count > DefaultLimit
                ? [CheckResult.Warning(
                    subject,
                    $"More than {DefaultLimit} annotations with the tag {AnnotationTags.Common} lie in the last {Reach.Days} days. An annotation query shows {DefaultLimit} of them, unless its limit says more: raise the limit of your queries, or filter by more tags.")]
                : Array.Empty<CheckResult>(),
            .. ours.Concat(all).Any(annotation => annotation.Id <= 0)
                ? [CheckResult.Failed(
                    subject,
                    "It gives annotations the number 0, and the bridge could neither change nor delete one. Set enable_legacy_id to true in the section annotations.app_platform of Grafana's own settings.")]
                : Array.Empty<CheckResult>(),
        ];
    }

    /// <summary>A query by tags may stand on any dashboard, so each public one counts.</summary>
    private static async Task<IReadOnlyList<CheckResult>> OfPublicDashboardsAsync(
        string subject, GrafanaProbe grafana, AnnotationOptions annotations, IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var telling = routes
            .Where(route => route.Grafanas.Contains(grafana.Name) && AnnotationPolicy.PrivateModeOf(annotations, route) == PrivateMode.Full && route.Match.Visibility != RouteVisibility.Public)
            .Select(route => route.Name)
            .ToList();
        if (telling.Count == 0)
        {
            return [];
        }

        var shown = await grafana.GetPublicWithAnnotationsAsync(MostPublicDashboards, cancellationToken);
        return
        [
            .. shown.Select(uid => CheckResult.Warning(
                subject,
                $"The dashboard {uid} is public and shows annotations, and private incidents are told in full (route {string.Join(", ", telling)}): without a login, whoever has its address may read them. Turn annotations off in its public settings, or set Private to redact.")),
        ];
    }

    private static async Task<IReadOnlyList<CheckResult>> OfViewersAsync(string subject, GrafanaProbe grafana, CancellationToken cancellationToken) =>
        await grafana.HasToggleAsync(OpenToViewers, cancellationToken)
            ?
            [
                CheckResult.Warning(
                    subject, $"Its feature toggle {OpenToViewers} is on: every Viewer may create, change and delete annotations, the bridge's too. Turn it off."),
            ]
            : [];
}
