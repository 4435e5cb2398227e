using Bridge.Vocabulary;

namespace Bridge.Reports;

/// <summary>What to do about a delivery that failed. Its failure may be of incident.io or of Grafana: the store has the reason alone. Pure.</summary>
internal static class FailureAdvice
{
    public static string For(FailureReason reason, string grafana) => reason switch
    {
        FailureReason.NotFound =>
            "incident.io does not show this incident to the key. If it is private, give the key the role global_access. If it was deleted, or a test event made it up, there is nothing to do. If the log (event 5002) names a Grafana, check its Url.",
        FailureReason.Settings =>
            "A setting names a dashboard or a severity that does not exist. incident-bridge check names it; correct Routes.",
        FailureReason.Client =>
            $"Grafana {grafana} or incident.io refuses the request. The log has the refusal (event 5002). Correct what it names, then run incident-bridge resync for the incident.",
        FailureReason.Internal =>
            "The bridge has a fault. The log has the exception (event 5006). Please report it.",
        FailureReason.Unknown =>
            "A newer version of the bridge noted a reason that this one does not know. Look at the log of that version.",
        FailureReason.Auth =>
            $"The credentials are refused, or may not do this. Check Grafana:{grafana}:Token (a service account with the role Editor) and IncidentIo:ApiKey (the role viewer).",
        FailureReason.InvalidAnswer =>
            $"Something answered in the place of Grafana {grafana} or incident.io. Check Grafana:{grafana}:Url and IncidentIo:ApiUrl, and what stands in front of them.",
        FailureReason.Server =>
            $"Grafana {grafana} or incident.io fails. The bridge tries again by itself; look at Grafana's log and database if it lasts.",
        FailureReason.RateLimited or FailureReason.Timeout or FailureReason.Network =>
            $"Grafana {grafana} or incident.io could not be asked. The bridge tries again by itself.",
        FailureReason.Store =>
            "The bridge's own database failed. Look at its disk, or at PostgreSQL. The bridge tries again by itself.",
        _ => throw new InvalidOperationException($"No advice for {reason}."),
    };
}
