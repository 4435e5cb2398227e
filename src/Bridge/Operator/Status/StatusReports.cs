using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reports;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>Makes a report of facts. Pure.</summary>
internal static class StatusReports
{
    public static StatusReport Of(StatusFacts facts)
    {
        var figures = facts.Store.Figures;
        var problems = StatusProblems.Of(facts);
        return new StatusReport
        {
            Version = BuildInfo.Version,
            Commit = BuildInfo.Revision,
            At = facts.Now,
            StartedAt = facts.Now - facts.Uptime,
            UptimeSeconds = (long)facts.Uptime.TotalSeconds,
            State = problems.Count == 0 ? "ok" : "attention",
            Problems = problems,
            Store = new StoreStatus(Labels.Of(facts.Storage), facts.Store.Problem is null, facts.Store.Problem, facts.Store.ReadAt),
            IncidentIo = OfIncidentIo(facts),
            Grafanas = [.. facts.Grafanas.Select(grafana => OfGrafana(grafana.Condition, grafana.Url, figures))],
            Queue = figures is null ? null : OfQueue(figures),
            DeadLetters = figures is null ? [] : [.. figures.DeadLetters.Select(letter => OfDeadLetter(letter, facts))],
            Deliveries = [.. facts.Recent.Select(recent => new DeliveryStatus(
                recent.Key.Subject.Value,
                facts.ReferenceOf(recent.Key.Subject),
                recent.Key.Grafana,
                [.. recent.Kinds.Select(kind => Labels.Of(kind))],
                recent.EndedAt,
                recent.Failure is null ? "done" : recent.IsDeadLetter ? "dead_letter" : "retry",
                recent.Failure is { } reason ? Labels.Of(reason) : null))],
            Settings = facts.Settings,
        };
    }

    private static IncidentIoStatus OfIncidentIo(StatusFacts facts) => new(
        facts.IncidentIo.ApiUrl.AbsoluteUri.TrimEnd('/'),
        facts.IncidentIo.Webhooks,
        facts.Key?.Identity?.Roles,
        facts.Key?.Identity?.MayReadPrivate,
        facts.Key?.Failure?.Detail,
        facts.IncidentIoAnsweredAt,
        facts.Store.Figures?.Statistics.LastAcceptedAt,
        facts.Store.Figures?.Statistics.LastResyncAt,
        facts.IncidentIo.ResyncInterval.TotalSeconds,
        facts.RateLimit is var (notice, age) ? new RateLimitStatus(notice.Limit, notice.Remaining, Math.Round(age.TotalSeconds, 3)) : null);

    private static GrafanaStatus OfGrafana(GrafanaCondition grafana, Uri url, StoreFigures? figures)
    {
        var waiting = figures?.Statistics.PendingByGrafana.GetValueOrDefault(grafana.Name);
        var due = figures?.Due.GetValueOrDefault(grafana.Name);

        // The two were counted one after the other.
        var dueNow = figures is null ? (long?)null : Math.Min(due?.Due ?? 0, waiting!.Value);
        var state = grafana.IsUp switch
        {
            false => "down",
            _ when grafana.Stranger is not null || grafana.HeldUntil is not null => "held",
            true => "up",
            null => "unknown",
        };
        return new GrafanaStatus(
            grafana.Name,
            url.AbsoluteUri.TrimEnd('/'),
            state,
            grafana.Since,
            state is "down" && grafana.Failure is { } failure ? Labels.Of(failure.Reason)
                : grafana.Stranger is not null ? Labels.Of(FailureReason.Settings)
                : grafana.Failure is { } asked ? Labels.Of(asked.Reason)
                : null,
            state is "down" ? grafana.Failure?.Detail : grafana.Stranger ?? grafana.Failure?.Detail,
            grafana.HeldUntil,
            grafana.LastAnswerAt,
            dueNow,
            waiting - dueNow,
            due?.OldestSince,
            figures?.Statistics.DeadLetters.Where(dead => dead.Key.Grafana == grafana.Name).Sum(dead => dead.Value));
    }

    private static QueueStatus OfQueue(StoreFigures figures)
    {
        var all = figures.Statistics.PendingByGrafana.Values.Sum();
        var due = Math.Min(figures.Due.Values.Sum(work => work.Due), all);
        return new QueueStatus(
            figures.Statistics.Pending, due, all - due, figures.Statistics.OldestPendingSince, figures.Statistics.DeadLetters.Values.Sum());
    }

    private static DeadLetterStatus OfDeadLetter(Delivery letter, StatusFacts facts)
    {
        var reason = letter.LastFailure ?? FailureReason.Unknown;
        return new DeadLetterStatus(
            letter.Key.Subject.Value,
            facts.ReferenceOf(letter.Key.Subject),
            letter.Key.Grafana,
            Labels.Of(reason),
            FailureAdvice.For(reason, letter.Key.Grafana),
            letter.Attempts,
            letter.ClaimedAt,
            letter.DueAt);
    }
}
