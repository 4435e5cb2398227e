using Bridge.Annotations;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Output;

/// <summary>What a failure means to the person who asks, and what to look at. Each ends with the reason as metrics and logs spell it.</summary>
internal static class FailureWords
{
    /// <param name="reason">What went wrong.</param>
    /// <param name="grafana">Where.</param>
    /// <param name="dashboard">The dashboard that the annotation was for.</param>
    public static string OfGrafana(FailureReason reason, string grafana, DashboardPanel? dashboard)
    {
        var words = reason switch
        {
            FailureReason.Auth =>
                $"Grafana {grafana} refuses the credentials; check Grafana:{grafana}:Token, or User and Password, and that its service account has the role Editor",
            FailureReason.Settings when dashboard is { } place => $"Grafana {grafana} has no dashboard {place.Uid}; check Routes",
            FailureReason.Settings => "a setting names something that does not exist; check Routes",
            FailureReason.NotFound => $"Grafana {grafana} has no such address; check Grafana:{grafana}:Url",
            FailureReason.Client => $"Grafana {grafana} refuses this annotation; the bridge's log has its words",
            FailureReason.RateLimited => $"Grafana {grafana} asks for fewer requests",
            FailureReason.Server => $"Grafana {grafana} answers with errors of its own; look at it and its database",
            FailureReason.Timeout => $"Grafana {grafana} did not answer in time",
            FailureReason.Network => $"Grafana {grafana} could not be reached",
            FailureReason.InvalidAnswer => $"something in front of Grafana {grafana} answers in its place; {InFront(grafana)}",
            FailureReason.Store => "the bridge's own database failed; look at its disk or at PostgreSQL",
            FailureReason.Unknown => "a newer version of the bridge noted a reason that this one does not know",
            FailureReason.Internal => "a fault of the bridge; its log has the exception",
            _ => throw new InvalidOperationException($"No words for {reason}."),
        };
        return $"{words} ({Labels.Of(reason)})";
    }

    /// <summary>What to do where a sign-in or another server answers in the place of a Grafana.</summary>
    public static string InFront(string grafana) =>
        $"check Grafana:{grafana}:Url, its sub-path included; for a sign-in set Grafana:{grafana}:Headers, User and Password, or ClientCertificate";

    /// <summary>Of a request to incident.io, about an incident or about all.</summary>
    public static string OfIncidentIo(UpstreamFailure failure)
    {
        var words = failure.Reason switch
        {
            FailureReason.Auth => "incident.io refuses the key; check IncidentIo:ApiKey",
            FailureReason.NotFound => "incident.io does not show it to this key",
            FailureReason.Network => "incident.io could not be reached",
            FailureReason.Timeout => "incident.io did not answer in time",
            FailureReason.RateLimited => "incident.io asks for fewer requests",
            FailureReason.InvalidAnswer => "incident.io's answer cannot be read; check IncidentIo:ApiUrl",
            _ => "incident.io did not answer as it should",
        };
        return $"{words} ({Labels.Of(failure.Reason)}: {AnnotationText.OneLine(failure.Detail)})";
    }
}
