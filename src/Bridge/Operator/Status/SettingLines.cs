using System.Globalization;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Reports;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>
/// What is set, in the order of <c>docs/configuration.md</c>. Each is named here: nothing that is not known to be harmless is shown, and of a credential
/// only its kind. Pure.
/// </summary>
internal static class SettingLines
{
    public static IReadOnlyList<SettingStatus> Of(
        IncidentIoOptions incidentIo, IReadOnlyList<GrafanaOptions> grafanas, DeliverySettings delivery, StorageOptions storage, ServerOptions server) =>
    [
        .. OfIncidentIo(incidentIo),
        .. grafanas.SelectMany(OfGrafana),
        .. OfAnnotations(delivery.Annotations),
        .. delivery.Routes.Select((route, index) => Line($"Routes:{index}", Describe(route))),
        Line("Reconciliation:MinInterval", Text(delivery.Reconciliation.MinInterval)),
        Line("Reconciliation:MaxConcurrency", Text(delivery.Reconciliation.MaxConcurrency)),
        Line("Storage:Provider", Labels.Of(storage.Provider)),
        .. storage.Provider == StorageProvider.Sqlite ? new[] { Line("Storage:Path", storage.Path) } : [],
        Line("Server:MaxWebhookBytes", Text(server.MaxWebhookBytes)),
        Line("Server:MaxOpenIncidentSeries", Text(server.MaxOpenIncidentSeries)),
    ];

    private static IEnumerable<SettingStatus> OfIncidentIo(IncidentIoOptions incidentIo)
    {
        yield return Line("IncidentIo:ApiUrl", Text(incidentIo.ApiUrl));
        yield return Line("IncidentIo:Webhooks", Text(incidentIo.Webhooks));
        if (incidentIo.Webhooks)
        {
            yield return Line("IncidentIo:SigningSecrets", $"{incidentIo.SigningSecrets.Count} set");
        }

        yield return Line("IncidentIo:ResyncInterval", Text(incidentIo.ResyncInterval));
        yield return Line("IncidentIo:Timeout", Text(incidentIo.Timeout));
    }

    private static IEnumerable<SettingStatus> OfGrafana(GrafanaOptions grafana)
    {
        var name = $"Grafana:{grafana.Name}";
        yield return Line($"{name}:Url", Text(grafana.Url));
        yield return grafana.User is null ? Line($"{name}:Token", "set") : Line($"{name}:User and Password", "set");
        if (grafana.Headers is not null)
        {
            yield return Line($"{name}:Headers", "set");
        }

        if (grafana.ClientCertificate is not null)
        {
            yield return Line($"{name}:ClientCertificate", "set");
        }

        if (grafana.OrgId is { } organization)
        {
            yield return Line($"{name}:OrgId", Text(organization));
        }

        yield return Line($"{name}:Timeout", Text(grafana.Timeout));
        yield return Line($"{name}:MaxConcurrency", Text(grafana.MaxConcurrency));
    }

    private static IEnumerable<SettingStatus> OfAnnotations(AnnotationOptions annotations)
    {
        yield return Line("Annotations:Shape", Labels.Of(annotations.Shape));
        yield return Line("Annotations:OpenEndInterval", Text(annotations.OpenEndInterval));
        yield return Line("Annotations:Private", Labels.Of(annotations.Private));
        yield return Line("Annotations:Modes", string.Join(", ", annotations.Modes.Select(mode => Labels.Of(mode))));
        yield return Line("Annotations:IncludeTriage", Text(annotations.IncludeTriage));
        yield return Line("Annotations:StartFrom", string.Join(", ", annotations.StartFrom));
        yield return Line("Annotations:EndFrom", string.Join(", ", annotations.EndFrom));
        yield return Line("Annotations:DriftInterval", Text(annotations.DriftInterval));
        yield return Line("Annotations:Text", annotations.Text is null ? "the default" : "a template");
        if (annotations.Tags.Count > 0)
        {
            yield return Line("Annotations:Tags", string.Join(", ", annotations.Tags));
        }

        if (annotations.TagsFrom.Count > 0)
        {
            yield return Line("Annotations:TagsFrom", string.Join(", ", annotations.TagsFrom.Select(tag => tag.Key)));
        }

        if (annotations.KeepFor > TimeSpan.Zero)
        {
            yield return Line("Annotations:KeepFor", Text(annotations.KeepFor));
        }
    }

    /// <summary>A route without what it matches: that names customers' severities, types and fields.</summary>
    private static string Describe(AnnotationRoute route)
    {
        var dashboards = route.Dashboards.Count == 0 ? "" : $", dashboards {string.Join(", ", route.Dashboards)}";
        var mode = route.Private is { } own ? $", private incidents: {Labels.Of(own)}" : "";
        return $"{route.Name} → Grafana {string.Join(", ", route.Grafanas)}{dashboards}{mode}";
    }

    private static SettingStatus Line(string key, string value) => new(key, AnnotationText.OneLine(value));

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
