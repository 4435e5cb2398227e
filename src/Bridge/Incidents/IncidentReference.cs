namespace Bridge.Incidents;

/// <summary>What people call an incident: <c>INC-123</c>. The API takes its number alone, and the prefix is the customer's.</summary>
internal readonly record struct IncidentReference
{
    private const int MaxPrefixLength = 20;
    private const int MaxNumberLength = 9;

    private readonly string? _prefix;
    private readonly string? _number;

    private IncidentReference(string prefix, string number) => (_prefix, _number) = (prefix, number);

    /// <summary>Digits without leading zeros: what the API is asked for.</summary>
    public string Number => _number ?? throw new InvalidOperationException("The reference was never set.");

    /// <summary>Reads letters, <c>-</c> and digits, in any case.</summary>
    public static bool TryParse(string? text, out IncidentReference reference)
    {
        reference = default;
        var parts = (text ?? "").Split('-');
        if (parts is not [{ Length: > 0 and <= MaxPrefixLength } prefix, { Length: > 0 and <= MaxNumberLength } digits]
            || !prefix.All(char.IsAsciiLetter)
            || !digits.All(char.IsAsciiDigit)
            || digits.TrimStart('0') is not { Length: > 0 } number)
        {
            return false;
        }

        reference = new IncidentReference(prefix.ToUpperInvariant(), number);
        return true;
    }

    /// <summary>Whether an incident's reference says the same.</summary>
    public bool Names(string text) => TryParse(text, out var other) && other == this;

    public override string ToString() => $"{_prefix}-{Number}";
}
