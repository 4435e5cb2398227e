using Bridge.Annotations;

namespace Bridge.Commands.Check;

/// <summary>What others may read that the settings let out: credentials on the way, and private incidents by the route that took them. It asks nobody.</summary>
internal static class ExposureCheck
{
    private const string Subject = "Exposure";

    public static IEnumerable<CheckResult> Run(BridgeSettings settings)
    {
        (string Setting, Uri Url)[] upstreams =
            [("IncidentIo:ApiUrl", settings.IncidentIo.ApiUrl), .. settings.Grafana.Select(grafana => ($"Grafana:{grafana.Name}:Url", grafana.Url))];
        foreach (var (setting, url) in upstreams)
        {
            if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
            {
                yield return CheckResult.Warning(
                    Subject, $"{setting} is plain http to another host: whoever is in between reads the credential and every incident. Use https.");
            }
        }

        foreach (var route in settings.Routes)
        {
            if (Tells(route, settings.Annotations.Private) is { Length: > 0 } conditions)
            {
                yield return CheckResult.Warning(
                    Subject,
                    $"The route {route.Name} redacts private incidents, and that one is there tells that it meets the route's conditions ({conditions}). Set Routes:…:Private to omit, or Match:Visibility to public, if that is too much.");
            }
        }
    }

    /// <summary>The conditions that a redacted annotation says nothing of by itself, and gives away by being there.</summary>
    private static string Tells(AnnotationRoute route, PrivateMode otherwise) =>
        (route.Private ?? otherwise) != PrivateMode.Redact || route.Match.Visibility == RouteVisibility.Public
            ? ""
            : string.Join(", ", (string[])[.. route.Match.Types.Take(1).Select(_ => "type"), .. route.Match.CustomFields.Select(field => field.Field)]);
}
