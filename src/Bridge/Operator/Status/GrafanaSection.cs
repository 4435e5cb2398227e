using Bridge.Reports;

namespace Bridge.Operator.Status;

/// <summary>Each Grafana: whether it takes requests, and what waits for it. Pure.</summary>
internal static class GrafanaSection
{
    private static readonly string[] Columns = ["Grafana", "State", "Last answer", "Due", "Waiting", "Dead letters"];

    public static Markup Render(StatusReport report) => $"""
        <section aria-labelledby="grafana">
        <h2 id="grafana">Grafana</h2>
        {PageTable.Render("grafana", Columns, report.Grafanas.Select(grafana => Cells(grafana, report.At)))}
        </section>
        """;

    private static IReadOnlyList<Markup> Cells(GrafanaStatus grafana, DateTimeOffset now) =>
    [
        $"""{grafana.Name} <span class="address">{grafana.Url}</span>""",
        State(grafana, now),
        PageTime.When(grafana.LastAnswerAt, now),
        Number(grafana.Due),
        Number(grafana.Waiting),
        Number(grafana.DeadLetters),
    ];

    private static Markup State(GrafanaStatus grafana, DateTimeOffset now)
    {
        var (mark, word) = grafana.State switch
        {
            "up" => ("✓", "up"),
            "down" => ("✕", "down"),
            "held" => ("‖", "held"),
            _ => ("?", "not asked yet"),
        };
        var since = grafana.Since is { } at ? Since(at, now) : null;
        var why = grafana.Reason is null
            ? null
            : (Markup)$"""<span class="why">{grafana.Detail} <code>{grafana.Reason}</code></span>""";
        var again = grafana.AskedAgainAt > now ? (Markup)$"""<span class="why">asked again {PageTime.When(grafana.AskedAgainAt, now)}</span>""" : null;
        return $"""<span class="state {grafana.State}"><span class="mark" aria-hidden="true">{mark}</span> {word}</span> {since}{why}{again}""";
    }

    private static Markup Since(DateTimeOffset at, DateTimeOffset now) =>
        $"""<time datetime="{UtcTime.Of(at)}">for {PageTime.Duration(now - at)} <span class="clock">since {PageTime.Clock(at, now)}</span></time>""";

    private static Markup Number(long? number) => number is { } known ? (Markup)$"{known}" : $"""<span class="none">unknown</span>""";
}
