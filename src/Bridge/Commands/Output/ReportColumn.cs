namespace Bridge.Commands.Output;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
internal sealed record ReportColumn(string Name)
{
    /// <summary>How a sentence names it; null for one that each row shows, whatever the others have.</summary>
    public string? SaidAs { get; private init; }

    /// <summary>Whether its cells are sentences or names, which may go on on the next line. Only the last column may be one.</summary>
    public bool IsProse { get; private init; }

    /// <summary>References, times and words that are never broken.</summary>
    public static ReportColumn Of(string name) => new(name);

    /// <summary>The same; where all rows have one value, a terminal is told it once.</summary>
    public static ReportColumn Shared(string name, string? saidAs = null) => new(name) { SaidAs = saidAs ?? name.ToLowerInvariant() };

    /// <summary>What wraps at words.</summary>
    public static ReportColumn Prose(string name) => new(name) { IsProse = true };
}
