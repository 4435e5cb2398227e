namespace Bridge.Kinds.Alerts;

/// <summary>
/// The firings of one check that are shown as one: each began before the one before it had been resolved for long. Pure: the same firings, in
/// whatever order and however often, give the same chains, and each is in one of them.
/// </summary>
/// <remarks>A chain ends with the day, in UTC, on which it began. Without that, a check that flaps for a week had to be read for a week each time.</remarks>
internal static class AlertChain
{
    /// <summary>The chain that an alert is in, from the first to the last. The first gives it its identity.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="others">Firings of the same check, with or without the alert.</param>
    /// <param name="merge">How long after a resolve a firing still belongs to what was before; zero for chains of one.</param>
    public static IReadOnlyList<Alert> Of(Alert alert, IEnumerable<Alert> others, TimeSpan merge)
    {
        var chain = new List<Alert>();
        if (merge <= TimeSpan.Zero)
        {
            return [alert];
        }

        var end = DateTimeOffset.MinValue;
        foreach (var next in others.Append(alert).GroupBy(one => one.Id).Select(same => same.Key == alert.Id ? alert : same.MaxBy(one => one.UpdatedAt)!)
            .OrderBy(one => one.CreatedAt).ThenBy(one => one.Id.Value, StringComparer.Ordinal))
        {
            if (chain.Count > 0 && !Goes(chain[0], end, next, merge))
            {
                if (chain.Exists(one => one.Id == alert.Id))
                {
                    break;
                }

                chain.Clear();
                end = DateTimeOffset.MinValue;
            }

            chain.Add(next);
            end = Max(end, next.ResolvedAt ?? DateTimeOffset.MaxValue);
        }

        return chain;
    }

    private static bool Goes(Alert first, DateTimeOffset end, Alert next, TimeSpan merge) =>
        next.CreatedAt.UtcDateTime.Date == first.CreatedAt.UtcDateTime.Date && (next.CreatedAt <= end || next.CreatedAt - end <= merge);

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
