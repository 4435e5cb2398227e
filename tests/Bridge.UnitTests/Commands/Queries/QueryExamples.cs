using System.Text.Json;
using Bridge.Annotations;
using Bridge.Commands.Queries;
using Bridge.Grafana.Dashboards;
using Bridge.Incidents;

namespace Bridge.UnitTests.Commands.Queries;

internal static class QueryExamples
{
    public static readonly QueryChoice Everything = new(null, null, []);

    public static readonly IReadOnlyList<AnnotationRoute> OneRoute = [new AnnotationRoute("default", ["main"])];

    public static readonly IReadOnlyList<IncidentSeverity> Severities = [new("Minor", 1), new("Major", 2), new("Critical", 3)];

    /// <summary>Those of an organization with two severities, and the one for what is open.</summary>
    public static readonly IReadOnlyList<AnnotationQuery> Wanted = AnnotationQueries.Of([new("Major", 1), new("Critical", 2)], OneRoute, Everything, []);

    public static StoredDashboardJson Stored(string dashboard, string meta = """{"folderUid":"f1","canSave":true,"apiVersion":"v0alpha1"}""") =>
        JsonSerializer.Deserialize($$"""{"dashboard":{{dashboard}},"meta":{{meta}}}""", DashboardsJson.Default.StoredDashboardJson)!;

    /// <summary>An entry of a dashboard's list.</summary>
    public static string Entry(string name, string tag, string more = "") =>
        $$$"""{"name":"{{{name}}}","datasource":{"type":"grafana","uid":"-- Grafana --"},"enable":true,"iconColor":"blue"{{{more}}},"target":{"limit":100,"matchAny":false,"tags":["incident-io","{{{tag}}}"],"type":"tags"}}""";
}
