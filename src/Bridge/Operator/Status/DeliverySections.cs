using Bridge.Reports;

namespace Bridge.Operator.Status;

/// <summary>What failed and needs somebody, and what was done last. Incidents go by their references or ids. Pure.</summary>
internal static class DeliverySections
{
    private static readonly string[] DeadLetterColumns = ["Incident", "Grafana", "Reason", "What to do", "Last try", "Next try"];

    private static readonly string[] LatestColumns = ["Incident", "Grafana", "Change", "Result", "When"];

    public static Markup DeadLetters(StatusReport report)
    {
        var now = report.At;
        var more = report.Queue?.DeadLetters - report.DeadLetters.Count;
        Markup body = report.DeadLetters.Count == 0
            ? Nothing(report.Queue is null ? "Unknown: the store was not read yet." : "None.")
            : PageTable.Render("dead-letters", DeadLetterColumns, report.DeadLetters.Select(letter => (IReadOnlyList<Markup>)
            [
                Incident(letter.Incident, letter.Reference),
                $"{letter.Grafana}",
                $"<code>{letter.Reason}</code>",
                $"{letter.WhatToDo}",
                PageTime.When(letter.LastTryAt, now),
                PageTime.When(letter.NextTryAt, now, "not by itself"),
            ]));
        var rest = more > 0 ? (Markup)$"""<p class="quiet">And {more.Value} more.</p>""" : null;
        return $"""
            <section aria-labelledby="dead-letters">
            <h2 id="dead-letters">Dead letters</h2>
            {body}
            {rest}
            </section>
            """;
    }

    public static Markup Latest(StatusReport report)
    {
        var now = report.At;
        Markup body = report.Deliveries.Count == 0
            ? Nothing("None since this process started.")
            : PageTable.Render("deliveries", LatestColumns, report.Deliveries.Select(delivery => (IReadOnlyList<Markup>)
            [
                Incident(delivery.Incident, delivery.Reference),
                $"{delivery.Grafana}",
                $"{Change(delivery)}",
                Result(delivery),
                PageTime.When(delivery.At, now),
            ]));
        return $"""
            <section aria-labelledby="deliveries">
            <h2 id="deliveries">Last deliveries</h2>
            <p class="quiet">By this process since it started, the newest first.</p>
            {body}
            </section>
            """;
    }

    private static Markup Incident(string id, string? reference) =>
        $"""<a href="api/v1/incidents/{reference ?? id}">{reference ?? id}</a>""";

    private static string Change(DeliveryStatus delivery) => delivery.Changes.Count > 0 ? string.Join(", ", delivery.Changes)
        : delivery.Reason is null ? "nothing to change"
        : "not known";

    private static Markup Result(DeliveryStatus delivery)
    {
        var (mark, state, word) = delivery.Result switch
        {
            "done" => ("✓", "up", "done"),
            "dead_letter" => ("✕", "down", "dead letter"),
            _ => ("↻", "held", "tried again later"),
        };
        var reason = delivery.Reason is null ? null : (Markup)$" <code>{delivery.Reason}</code>";
        return $"""<span class="state {state}"><span class="mark" aria-hidden="true">{mark}</span> {word}</span>{reason}""";
    }

    private static Markup Nothing(string words) => $"""<p class="none">{words}</p>""";
}
