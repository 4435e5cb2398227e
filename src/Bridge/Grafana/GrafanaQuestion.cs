namespace Bridge.Grafana;

/// <summary>What a request asks of Grafana, as far as it decides of whom its answer speaks.</summary>
internal enum GrafanaQuestion
{
    /// <summary>A new annotation. Its address always exists, so that a 404 speaks of the address.</summary>
    Create,

    /// <summary>Annotations by their tags or time. Its address always exists too.</summary>
    Search,

    /// <summary>A search that asks whether Grafana is well.</summary>
    Probe,

    /// <summary>A change or removal of one annotation, which may be gone.</summary>
    Change,

    /// <summary>A dashboard, the organization or Grafana's health.</summary>
    Other,
}

internal static class GrafanaQuestions
{
    /// <summary>The request's property that marks a probe.</summary>
    public const string ProbeProperty = "bridge.probe";

    private const string Annotations = "/api/annotations";

    private static readonly HttpRequestOptionsKey<bool> Probe = new(ProbeProperty);

    public static GrafanaQuestion Of(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(Probe, out var isProbe) && isProbe)
        {
            return GrafanaQuestion.Probe;
        }

        var path = request.RequestUri?.AbsolutePath ?? "";
        return path.EndsWith(Annotations, StringComparison.Ordinal)
            ? request.Method == HttpMethod.Post ? GrafanaQuestion.Create : GrafanaQuestion.Search
            : path.Contains(Annotations + "/", StringComparison.Ordinal) ? GrafanaQuestion.Change : GrafanaQuestion.Other;
    }
}
