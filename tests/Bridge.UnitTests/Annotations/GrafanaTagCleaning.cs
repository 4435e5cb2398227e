namespace Bridge.UnitTests.Annotations;

/// <summary>What Grafana makes of the tags that it is sent: two parts a tag, trimmed, without empty ones and doubles.</summary>
internal static class GrafanaTagCleaning
{
    public static IReadOnlyList<string> Clean(IEnumerable<string> tags) => [.. tags.Select(CleanOne).Where(tag => tag.Length > 0).Distinct()];

    private static string CleanOne(string tag)
    {
        var parts = tag.Split(':').Select(part => part.Trim()).ToList();
        return (parts[0], parts.ElementAtOrDefault(1)) switch
        {
            ("", _) => "",
            (var key, null or "") => key,
            var (key, value) => $"{key}:{value}",
        };
    }
}
