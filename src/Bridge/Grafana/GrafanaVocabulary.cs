using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>
/// What may be told of Grafana's own words: those that it is known to use when it refuses something. A refusal may repeat what it refuses, and
/// that may be the words of a private incident, or a secret; so each other word is left out, and a … stands for it.
/// </summary>
internal static class GrafanaVocabulary
{
    private const string Unknown = "…";

    private static readonly char[] Marks = ['.', ',', ':', ';', '!', '(', ')', '"', '\''];

    private static readonly HashSet<string> Words = new(
        """
        a access action add added additional all allowed an and annotation annotationid annotations api are at authentication authorization
        bad be body by can cannot check checking conflict content could create creating dashboard dashboarduid data database delete deleted
        denied disk does down empty end eof error exceed exceeded exceeds exist expired fail failed field find for forbidden format found from full
        gateway get grafana has id in internal invalid is it json key length limit limits locked lookup many matched maximum method message
        missing more must need needed no not now of on only or organization panel parse perform permission permissions please quota rate read
        request requests required role route save saving server service should slow small start store such tag tags text the this time timeout to
        token too trouble unable unauthorized unavailable unexpected update updating user valid value was were while with write wrong you you'll
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The rights of a token, as a refusal names them.</summary>
    private static readonly HashSet<string> Rights = new(
        from kind in new[] { "annotations", "dashboards" } from right in new[] { "read", "write", "create", "delete" } select $"{kind}:{right}",
        StringComparer.Ordinal);

    /// <returns>The message on one line; null if nothing of it may be told.</returns>
    public static string? Tell(string message)
    {
        var told = new List<string>();
        foreach (var word in PlainWords.OneLine(message).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Words.Contains(word.Trim(Marks)) || Rights.Contains(word.Trim(Marks)))
            {
                told.Add(word);
            }
            else if (told.Count == 0 || told[^1] != Unknown)
            {
                told.Add(Unknown);
            }
        }

        return told.Exists(word => word != Unknown) ? string.Join(' ', told) : null;
    }
}
