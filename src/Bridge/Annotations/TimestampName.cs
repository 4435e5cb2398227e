namespace Bridge.Annotations;

/// <summary>Compares names of incident timestamps, which customers type: case, blanks at the ends and a closing "at" do not count.</summary>
internal static class TimestampName
{
    private const string Suffix = " at";

    public static bool Same(string left, string right) =>
        Core(left).Equals(Core(right), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> name)
    {
        var trimmed = name.Trim();
        return trimmed.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? trimmed[..^Suffix.Length].TrimEnd() : trimmed;
    }
}
