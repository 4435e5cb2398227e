using Bridge.Reports;

namespace Bridge.Operator.Status;

/// <summary>
/// The status page: one document without scripts, which asks for nothing else. What needs somebody comes first, and says so in words and not by
/// its colour alone. Pure.
/// </summary>
internal static class StatusPage
{
    /// <summary>How often a browser asks for it again, unless it was told to stop.</summary>
    public const int RefreshSeconds = 30;

    private const int CommitLength = 12;

    /// <summary>A dot in the colour of the state: the page is found among many tabs.</summary>
    private const string Icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='{0}'/%3E%3C/svg%3E";

    private static readonly string OkIcon = Icon.Replace("{0}", "%232f9e6b", StringComparison.Ordinal);

    private static readonly string AttentionIcon = Icon.Replace("{0}", "%23d9822b", StringComparison.Ordinal);

    /// <param name="report">How the bridge stands.</param>
    /// <param name="refreshes">Whether the browser is to ask again by itself.</param>
    public static string Render(StatusReport report, bool refreshes)
    {
        var count = report.Problems.Count;
        var refresh = refreshes ? (Markup)$"""<meta http-equiv="refresh" content="{RefreshSeconds}">""" : null;
        Markup document = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            {refresh}
            <title>{(count == 0 ? "OK" : $"({count}) Attention")} · Incident Bridge</title>
            <link rel="icon" href="{(count == 0 ? OkIcon : AttentionIcon)}">
            <style>{PageStyle.Of}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            {Header(report, refreshes)}
            <main id="main">
            {Summary(report)}
            {Figures(report)}
            {GrafanaSection.Render(report)}
            {DeliverySections.DeadLetters(report)}
            {IncidentIo(report)}
            {DeliverySections.Latest(report)}
            {Settings(report)}
            </main>
            {Footer(report)}
            </body>
            </html>

            """;
        return document.ToString();
    }

    private static Markup Header(StatusReport report, bool refreshes)
    {
        var again = refreshes
            ? (Markup)$"""Refreshes every {RefreshSeconds} s. <a href="?refresh=off">Stop refreshing</a>"""
            : $"""Does not refresh. <a href="?">Refresh every {RefreshSeconds} s</a>""";
        var uptime = PageTime.Duration(TimeSpan.FromSeconds(report.UptimeSeconds));
        return $"""
            <header>
            <h1>Incident Bridge</h1>
            <p>Version {report.Version} <span class="dot">·</span> up {uptime} <span class="dot">·</span> as of <time datetime="{UtcTime.Of(report.At)}">{PageTime.Clock(report.At, report.At)}</time></p>
            <p class="quiet">{again}</p>
            </header>
            """;
    }

    private static Markup Summary(StatusReport report)
    {
        if (report.Problems.Count == 0)
        {
            return $"""
                <section class="summary ok" aria-labelledby="summary">
                <h2 id="summary"><span class="mark" aria-hidden="true">✓</span> All is well</h2>
                </section>
                """;
        }

        var title = report.Problems.Count == 1 ? "1 thing needs attention" : $"{report.Problems.Count} things need attention";
        return $"""
            <section class="summary attention" aria-labelledby="summary">
            <h2 id="summary"><span class="mark" aria-hidden="true">!</span> {title}</h2>
            <ul>{report.Problems.Select(problem => (Markup)$"<li>{problem.Text}</li>")}</ul>
            </section>
            """;
    }

    private static Markup Figures(StatusReport report)
    {
        var queue = report.Queue;
        var note = report.Store.Available || report.Store.ReadAt is null
            ? null
            : (Markup)$"""<p class="quiet">Read from the store {PageTime.When(report.Store.ReadAt, report.At)}.</p>""";
        return $"""
            <section aria-labelledby="queue">
            <h2 id="queue">Queue</h2>
            {note}
            <dl class="figures">
            {Figure("Incidents to show", queue?.Pending)}
            {Figure("Deliveries due", queue?.Due)}
            {Figure("Deliveries waiting", queue?.Waiting)}
            {Figure("Dead letters", queue?.DeadLetters, isBad: queue?.DeadLetters > 0)}
            <div><dt>Oldest change</dt><dd>{(queue is null ? Unknown() : PageTime.When(queue.OldestSince, report.At, "none"))}</dd></div>
            </dl>
            </section>
            """;
    }

    private static Markup Figure(string name, long? number, bool isBad = false)
    {
        Markup value = number is { } known ? $"{known}" : Unknown();
        var mark = isBad ? (Markup)$"""<span class="mark" aria-hidden="true">!</span> """ : null;
        return $"""<div><dt>{name}</dt><dd class="number">{mark}{value}</dd></div>""";
    }

    private static Markup Unknown() => $"""<span class="none">unknown</span>""";

    private static Markup IncidentIo(StatusReport report)
    {
        var (io, now) = (report.IncidentIo, report.At);
        Markup roles = io.Roles switch
        {
            null => Unknown(),
            [] => $"none",
            var known => $"{string.Join(", ", known)}",
        };
        var access = io.ReadsPrivate switch { true => "yes", false => "no: the role global_access is missing", null => "unknown" };
        var interval = io.ResyncIntervalSeconds > 0 ? $"every {PageTime.Duration(TimeSpan.FromSeconds(io.ResyncIntervalSeconds))}" : "turned off";
        Markup rate = io.RateLimit is { } limit ? $"{limit.Remaining} of {limit.Limit} requests, {PageTime.Duration(TimeSpan.FromSeconds(limit.AgeSeconds))} ago" : Unknown();
        var webhooks = io.Webhooks
            ? (Markup)$"<div><dt>Last webhook</dt><dd>{PageTime.When(io.LastWebhookAt, now)}</dd></div>"
            : $"<div><dt>Webhooks</dt><dd>none are taken: the bridge only polls</dd></div>";
        return $"""
            <section aria-labelledby="incident-io">
            <h2 id="incident-io">incident.io</h2>
            <dl class="facts">
            <div><dt>Last answer</dt><dd>{PageTime.When(io.LastAnswerAt, now)}</dd></div>
            {webhooks}
            <div><dt>Last list of changes</dt><dd>{PageTime.When(io.LastResyncAt, now)} <span class="quiet">· {interval}</span></dd></div>
            <div><dt>Roles of the key</dt><dd>{roles}</dd></div>
            <div><dt>Reads private incidents</dt><dd>{access}</dd></div>
            <div><dt>Rate left</dt><dd>{rate}</dd></div>
            </dl>
            </section>
            """;
    }

    private static Markup Settings(StatusReport report) => $"""
        <section aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <details>
        <summary>What is in force, without secrets</summary>
        <dl class="settings">
        {report.Settings.Select(setting => (Markup)$"<div><dt>{setting.Key}</dt><dd>{setting.Value}</dd></div>")}
        </dl>
        </details>
        </section>
        """;

    /// <summary>As git shortens it.</summary>
    private static string Short(string commit) => commit.Length > CommitLength ? commit[..CommitLength] : commit;

    private static Markup Footer(StatusReport report) => $"""
        <footer>
        <p>Commit {Short(report.Commit)} <span class="dot">·</span> store {report.Store.Provider}</p>
        <nav aria-label="Data"><a href="api/v1/status">This page as JSON</a> <a href="metrics">Metrics</a> <a href="healthz">Health</a> <a href="readyz">Readiness</a></nav>
        </footer>
        """;
}
