namespace Bridge.Settings;

/// <summary>Which name was meant by one that is not known.</summary>
internal static class Misspelling
{
    /// <summary>Letters that may be wrong, missing or too many.</summary>
    private const int MaxSlips = 2;

    /// <summary>The first of the names that is a slip or two away; in a short name more than half has to be right.</summary>
    public static string? Of(string name, IEnumerable<string> known) =>
        known.Where(candidate => candidate.Length > MaxSlips + 1)
            .Select(candidate => (candidate, slips: Distance(candidate, name)))
            .Where(one => one.slips <= MaxSlips)
            .OrderBy(one => one.slips)
            .FirstOrDefault().candidate;

    /// <summary>Levenshtein distance, case ignored.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
