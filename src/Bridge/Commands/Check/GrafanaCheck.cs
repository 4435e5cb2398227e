using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Grafana;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Whether a Grafana is there, is the bridge's to post to, and lets the token do what the routes need, and no more than that.</summary>
internal static class GrafanaCheck
{
    /// <param name="grafana">Which one.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="known">What the bridge remembers of it; none before its first start.</param>
    /// <param name="routes">Where annotations go.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        GrafanaProbe grafana,
        GrafanaOptions settings,
        GrafanaIdentity? known,
        IReadOnlyList<AnnotationRoute> routes,
        CancellationToken cancellationToken)
    {
        var subject = $"Grafana {grafana.Name}";
        var (health, healthFailure) = await grafana.GetHealthAsync(cancellationToken);
        if (health is null)
        {
            // Grafana's own health page refuses nobody.
            var failure = healthFailure! with { Reason = healthFailure!.Reason == FailureReason.Auth ? FailureReason.InvalidAnswer : healthFailure.Reason };
            return [CheckResult.Failed(subject, WhatToDo(grafana.Name, failure))];
        }

        var (organization, tokenFailure) = await grafana.GetOrganizationAsync(cancellationToken);
        if (organization is null && tokenFailure is not { Reason: FailureReason.Auth, OfUpstream: false })
        {
            return [CheckResult.Failed(subject, WhatToDo(grafana.Name, tokenFailure!))];
        }

        List<CheckResult> results =
        [
            OfOwner(subject, health.Version, organization, tokenFailure, GrafanaOwnership.Judge(settings, known, organization?.Id)),
            OfFinding(subject, await grafana.MayReadAsync(AnnotationTags.Common, cancellationToken)),
        ];
        var places = routes.SelectMany(route => route.Places.Where(place => place.Grafana == grafana.Name).Select(place => (route.Name, place.Dashboard))).ToList();
        if (places.Exists(place => place.Dashboard is null))
        {
            results.Add(OfOrganization(subject, await grafana.MayWriteAsync(cancellationToken)));
        }

        foreach (var dashboard in places.Where(place => place.Dashboard is not null).GroupBy(place => place.Dashboard!.Value.Uid))
        {
            results.AddRange(await DashboardCheck.RunAsync(
                grafana, dashboard.Key, [.. dashboard.Select(place => (place.Name, place.Dashboard!.Value))], cancellationToken));
        }

        return results;
    }

    /// <summary>Some hide their version, and builds of one's own show another: it is a hint and nothing depends on it.</summary>
    private static CheckResult OfOwner(
        string subject, string? said, OrganizationAnswer? organization, UpstreamFailure? failure, GrafanaOwnership owner)
    {
        var version = said is { Length: > 0 } shown ? $"Version {shown}" : "It hides its version";
        return owner.Stranger is { } stranger ? CheckResult.Failed(subject, $"{version}. The bridge would hold everything: {stranger}.")
            : organization is null ? CheckResult.Warning(
                subject,
                $"{version}. The token may not ask which organization it belongs to ({failure!.Detail}), so that this is not checked: the bridge would not notice a token of another one. The role Viewer is enough for it.")
            : CheckResult.Ok(subject, $"{version}, organization {organization.Name?.TrimEnd('.')}.");
    }

    private static CheckResult OfFinding(string subject, UpstreamFailure? failure) => failure switch
    {
        null => CheckResult.Ok(subject, "The token may find annotations."),
        { Reason: FailureReason.Auth } => CheckResult.Failed(
            subject, $"The token may not find annotations ({failure.Detail}). It needs the right annotations:read where the routes post: the role Viewer, or View on their dashboards."),
        _ => NotFoundOut(subject, "find", failure),
    };

    private static CheckResult OfOrganization(string subject, UpstreamFailure? failure) => failure switch
    {
        null => CheckResult.Ok(subject, "The token may write annotations."),
        { Reason: FailureReason.Auth } => CheckResult.Failed(
            subject,
            $"The token may not write annotations of the organization ({failure.Detail}). Give its service account the role Editor, or let every route name dashboards."),
        _ => NotFoundOut(subject, "write", failure),
    };

    private static CheckResult NotFoundOut(string subject, string what, UpstreamFailure failure) => CheckResult.Failed(
        subject, $"It could not be found out whether the token may {what} annotations: {Labels.Of(failure.Reason)} ({failure.Detail}).");

    private static string WhatToDo(string name, UpstreamFailure failure) => failure.Reason switch
    {
        FailureReason.Auth => $"The credentials are refused ({failure.Detail}). Check Grafana:{name}:Token, or User and Password.",
        FailureReason.InvalidAnswer =>
            $"Something in front of it answers in its place ({failure.Detail}). A sign-in? /api/health needs no credentials. To do: {FailureWords.InFront(name)}.",
        FailureReason.NotFound or FailureReason.Client =>
            $"There is no Grafana at this address ({failure.Detail}). Check Grafana:{name}:Url, its sub-path included.",
        FailureReason.Network or FailureReason.Timeout =>
            $"It cannot be reached ({failure.Detail}). Check Grafana:{name}:Url, and the network, proxy and certificates on the way.",
        _ => $"It does not answer as it should: {Labels.Of(failure.Reason)} ({failure.Detail}).",
    };
}
