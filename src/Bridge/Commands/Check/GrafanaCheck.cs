using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Upstreams;

namespace Bridge.Commands.Check;

/// <summary>Whether a Grafana is there, knows the token, and lets it read and write annotations.</summary>
internal static class GrafanaCheck
{
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(GrafanaProbe grafana, CancellationToken cancellationToken)
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
        return
        [
            CheckResult.Ok(subject, $"{version}, organization {organization.Name}."),
            Permission(subject, "find", await grafana.MayReadAsync(AnnotationTags.Common, cancellationToken)),
            Permission(subject, "write", await grafana.MayWriteAsync(cancellationToken)),
        ];
    }

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
        _ => $"It does not answer as it should: {Labels.Of(failure.Reason)} ({failure.Detail}).",
    };
}
