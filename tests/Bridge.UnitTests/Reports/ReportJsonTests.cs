using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Operator.Status;
using Bridge.Reports;
using Bridge.UnitTests.Management;

namespace Bridge.UnitTests.Reports;

/// <summary>The form of the documents, which programs rely on, and their description.</summary>
public sealed partial class ReportJsonTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs", "status-page.md");

    [Fact]
    public void A_status_has_this_form()
    {
        var report = StatusReports.Of(SomeFacts.Bad) with { Version = "1.2.3", Commit = "abc" };

        var json = ReportJson.Of(report with { Deliveries = [.. report.Deliveries.Take(3).Skip(1)], DeadLetters = [.. report.DeadLetters.Take(1)], Grafanas = [report.Grafanas[1]] });

        AssertSame(
            """
            {
              "version": "1.2.3", "commit": "abc",
              "at": "2026-03-01T12:00:00.000Z", "started_at": "2026-03-01T09:00:00.000Z", "uptime_seconds": 10800,
              "state": "attention",
              "problems": [
                {"kind": "grafana_down", "grafana": "other", "text": "Grafana other is down: HTTP 503 <b>from</b> \"nginx\". Look at that Grafana, and at the way to it. Nothing is lost; what is due waits."},
                {"kind": "dead_letters", "grafana": null, "text": "61 deliveries are dead letters and need somebody to act."}
              ],
              "store": {"provider": "sqlite", "available": true, "problem": null, "read_at": "2026-03-01T11:59:59.000Z"},
              "incident_io": {
                "api_url": "https://api.incident.io", "webhooks": true, "roles": ["viewer", "global_access"], "reads_private": true, "problem": null,
                "last_answer_at": "2026-03-01T11:59:00.000Z", "last_webhook_at": "2026-03-01T11:55:00.000Z",
                "last_resync_at": "2026-03-01T11:59:00.000Z", "resync_interval_seconds": 300,
                "rate_limit": {"limit": 1200, "remaining": 1180, "age_seconds": 60}
              },
              "grafanas": [
                {
                  "name": "other", "url": "https://other.example/sub", "state": "down", "since": "2026-03-01T11:48:00.000Z",
                  "reason": "server", "detail": "HTTP 503 <b>from</b> \"nginx\"", "asked_again_at": "2026-03-01T12:00:40.000Z",
                  "last_answer_at": "2026-03-01T11:47:00.000Z", "due": 3, "waiting": 2, "oldest_since": "2026-03-01T11:48:00.000Z", "dead_letters": 0
                }
              ],
              "queue": {"pending": 2, "due": 3, "waiting": 2, "oldest_since": "2026-03-01T11:48:00.000Z", "dead_letters": 61},
              "dead_letters": [
                {
                  "incident": "01DEAD", "reference": null, "grafana": "main", "reason": "client",
                  "what_to_do": "Grafana main or incident.io refuses the request. The log has the refusal (event 5002). Correct what it names, then run incident-bridge resync for the incident.",
                  "attempts": 4, "last_try_at": "2026-03-01T11:30:00.000Z", "next_try_at": "2026-03-01T12:10:00.000Z"
                }
              ],
              "deliveries": [
                {"incident": "01SLOW", "reference": null, "grafana": "other", "changes": ["update"], "at": "2026-03-01T11:49:00.000Z", "result": "retry", "reason": "server"},
                {"incident": "01DONE", "reference": "INC-7", "grafana": "main", "changes": ["create", "delete"], "at": "2026-03-01T11:40:00.000Z", "result": "done", "reason": null}
              ],
              "settings": [{"key": "IncidentIo:Webhooks", "value": "true"}]
            }
            """,
            json);

        // Nothing in it is markup, should somebody put it into a page.
        Assert.DoesNotContain('<', json);
    }

    [Fact]
    public void An_incident_has_this_form()
    {
        AssertSame(
            """
            {
              "id": "01ABC", "reference": "INC-7", "at": "2026-03-01T12:00:00.000Z", "sources": ["store", "incident_io", "grafana"],
              "headline": "INC-7 is on your graph.",
              "incident": {
                "name": "Checkout", "status": "Investigating", "category": "live", "mode": "standard", "visibility": "public", "severity": "Major", "type": "Production",
                "custom_fields": [{"name": "Service", "values": ["checkout"]}],
                "created_at": "2026-03-01T12:00:00.000Z", "updated_at": "2026-03-01T12:00:00.000Z"
              },
              "failures": [{"source": "grafana", "grafana": "main", "reason": "timeout", "detail": "no answer in 10 s"}],
              "webhooks": 2, "last_webhook_at": "2026-03-01T12:00:00.000Z",
              "deliveries": [
                {
                  "grafana": "main", "state": "done", "pending_since": null, "shown_change_at": "2026-03-01T12:00:00.000Z", "last_try_at": "2026-03-01T12:00:00.000Z",
                  "next_try_at": null, "attempts": 0, "reason": null, "what_to_do": null
                }
              ],
              "places": [
                {
                  "route": "default", "grafana": "main", "dashboard": "abc", "panel": 2, "state": "posted", "why": "annotation 7",
                  "annotations": [{"id": 7, "part": "region", "status": "open", "start": "2026-03-01T12:00:00.000Z", "end": "2026-03-01T12:00:00.000Z", "reason": null}]
                }
              ]
            }
            """,
            ReportJson.Of(SomeIncident));
    }

    [Theory]
    [InlineData("### /api/v1/status", "status")]
    [InlineData("### /api/v1/incidents/{incident}", "incident")]
    public void The_documentation_has_every_member_and_no_other(string heading, string document)
    {
        var json = document == "status" ? ReportJson.Of(StatusReports.Of(SomeFacts.Bad))
            : ReportJson.Of(SomeIncident with
            {
                Subject = new SubjectWords("maintenance", "Move it", "open", "public", [new FieldWords("stage", ["two"])], ["01ABC"], SomeFacts.Now, SomeFacts.Now, SomeFacts.Now),
            });
        var documented = File.ReadLines(Docs).SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));

        Assert.Equal(Leaves(JsonNode.Parse(json), "").Distinct().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_problem_is_documented()
    {
        var code = File.ReadAllText(Path.Combine(Repository.Root, "src", "Bridge", "Operator", "Status", "StatusProblems.cs"));
        var documented = File.ReadLines(Docs).SkipWhile(line => line != "### Kinds of problems")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        Assert.Equal(Kind().Matches(code).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static IncidentReport SomeIncident => new()
    {
        Id = "01ABC",
        Reference = "INC-7",
        At = SomeFacts.Now,
        Sources = ["store", "incident_io", "grafana"],
        Headline = "INC-7 is on your graph.",
        Incident = new IncidentWords(
            "Checkout", "Investigating", "live", "standard", "public", "Major", "Production", [new FieldWords("Service", ["checkout"])], SomeFacts.Now, SomeFacts.Now),
        Failures = [new SourceFailure("grafana", "main", "timeout", "no answer in 10 s")],
        Webhooks = 2,
        LastWebhookAt = SomeFacts.Now,
        Deliveries = [new WorkReport("main", "done", null, SomeFacts.Now, SomeFacts.Now, null, 0, null, null)],
        Places = [new PlaceReport("default", "main", "abc", 2, "posted", "annotation 7", [new AnnotationReport(7, "region", "open", SomeFacts.Now, SomeFacts.Now, null)])],
    };

    private static void AssertSame(string expected, string json) =>
        Assert.Equal(Canonical(JsonNode.Parse(expected)!), Canonical(JsonNode.Parse(json)!));

    private static string Canonical(JsonNode node) => node.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>The paths of what has no members of its own.</summary>
    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray { Count: > 0 } list when list[0] is JsonObject => list.SelectMany(element => Leaves(element, $"{path}[]")),
        _ => [path],
    };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("new ProblemStatus\\(\\s*\"(\\w+)\"")]
    private static partial Regex Kind();
}
