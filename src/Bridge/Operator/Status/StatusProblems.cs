using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reports;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>What somebody has to look at, the worst first: the same as the alerts tell of, at once. Pure.</summary>
internal static class StatusProblems
{
    /// <summary>How many resyncs may fail before it is told.</summary>
    private const int MissedResyncs = 3;

    /// <summary>A resync takes its time.</summary>
    private static readonly TimeSpan LeastResyncAge = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<ProblemStatus> Of(StatusFacts facts) =>
    [
        .. OfStore(facts),
        .. facts.SilentLoops.Select(grafana => new ProblemStatus(
            "loop_silent",
            grafana,
            $"The delivery loop of Grafana {grafana} has not run for a minute. /healthz answers 503, so that whoever started the bridge restarts it.")),
        .. OfIncidentIo(facts),
        .. facts.Grafanas.Select(grafana => OfGrafana(grafana.Condition)).OfType<ProblemStatus>(),
        .. OfDeadLetters(facts),
        .. OfSettings(facts),
    ];

    private static IEnumerable<ProblemStatus> OfStore(StatusFacts facts)
    {
        if (facts.Store.Problem is { } problem)
        {
            yield return new ProblemStatus(
                "store_unavailable", null, $"The store cannot be read: {problem} What is shown of it is of the last time that it could.");
        }
    }

    private static IEnumerable<ProblemStatus> OfIncidentIo(StatusFacts facts)
    {
        if (facts.Key is { Failure: { } failure })
        {
            yield return new ProblemStatus(
                "incident_io_failing", null, $"incident.io did not say what the key may do: {Sentence(failure.Detail)} Check IncidentIo:ApiKey and IncidentIo:ApiUrl.");
        }

        if (facts.Key is { Identity: { MayRead: false } })
        {
            yield return new ProblemStatus("key_role_missing", null, "The incident.io key lacks the role viewer and reads no incident. Give it the role, and global_access for private incidents.");
        }
        else if (facts.Key is { Identity.MayReadPrivate: false })
        {
            yield return new ProblemStatus("private_access_missing", null, "The incident.io key lacks the role global_access: private incidents are not annotated. Give it the role.");
        }

        var longest = facts.IncidentIo.ResyncInterval * MissedResyncs;
        longest = longest > LeastResyncAge ? longest : LeastResyncAge;
        if (facts.IncidentIo.ResyncInterval > TimeSpan.Zero
            && facts.Uptime > longest
            && facts.Store.Figures is { } figures
            && !(facts.Now - figures.Statistics.LastResyncAt <= longest))
        {
            yield return new ProblemStatus(
                "resync_late",
                null,
                "Changed incidents have not been listed for more than three intervals (IncidentIo:ResyncInterval). The log says why (event 5014)."
                + (facts.IncidentIo.Webhooks ? "" : " This bridge takes no webhooks, so it shows nothing new."));
        }
    }

    private static ProblemStatus? OfGrafana(GrafanaCondition grafana) => grafana switch
    {
        { IsUp: false } => new ProblemStatus(
            "grafana_down",
            grafana.Name,
            $"Grafana {grafana.Name} is down: {Sentence(grafana.Failure?.Detail ?? "it does not answer")} {RemedyFor(grafana)} Nothing is lost; what is due waits."),
        { Stranger: { } stranger } => new ProblemStatus(
            "grafana_held", grafana.Name, $"The bridge holds everything for Grafana {grafana.Name}: {Sentence(stranger)} Nothing is lost; what is due waits."),
        _ => null,
    };

    private static string RemedyFor(GrafanaCondition grafana) => grafana.Failure?.Reason switch
    {
        FailureReason.Auth => $"Check its credentials (Grafana:{grafana.Name}:Token).",
        FailureReason.InvalidAnswer or FailureReason.NotFound => $"Check Grafana:{grafana.Name}:Url, and what stands in front of it.",
        _ => "Look at that Grafana, and at the way to it.",
    };

    private static IEnumerable<ProblemStatus> OfDeadLetters(StatusFacts facts)
    {
        if (facts.Store.Figures?.Statistics.DeadLetters.Values.Sum() is > 0 and var count)
        {
            yield return new ProblemStatus(
                "dead_letters",
                null,
                count == 1
                    ? "1 delivery is a dead letter and needs somebody to act."
                    : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} deliveries are dead letters and need somebody to act."));
        }
    }

    private static IEnumerable<ProblemStatus> OfSettings(StatusFacts facts)
    {
        if (facts.AreSettingsRefused)
        {
            yield return new ProblemStatus(
                "settings_refused", null, $"Changed settings have a fault and are not in use. The log names it (event {EventIds.SettingsRefused}).");
        }
    }

    private static string Sentence(string words) => words.EndsWith('.') ? words : $"{words}.";
}
