namespace Bridge.Simulator.Grafana;

/// <summary>A tag as Grafana's index holds it: what is before the first colon, and what is between it and the second.</summary>
internal readonly record struct GrafanaTag(string Key, string Value)
{
    public override string ToString() => Value.Length > 0 ? $"{Key}:{Value}" : Key;

    /// <summary>Splits, trims, drops doubles and what has no key.</summary>
    public static List<GrafanaTag> Parse(IEnumerable<string> tags)
    {
        var parsed = new List<GrafanaTag>();
        foreach (var tag in tags)
        {
            var parts = tag.Split(':');
            var pair = new GrafanaTag(parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "");
            if (pair.Key.Length > 0 && !parsed.Contains(pair))
            {
                parsed.Add(pair);
            }
        }

        return parsed;
    }

    /// <summary>As a filter: a key alone matches every value of it.</summary>
    public bool Matches(GrafanaTag indexed) => Key == indexed.Key && (Value.Length == 0 || Value == indexed.Value);
}
