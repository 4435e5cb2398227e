namespace Bridge.Annotations.Templates;

/// <summary>The text, or why there is none. Exactly one of the two is set.</summary>
/// <param name="Text">HTML of 1 to <see cref="HtmlWriter.MaxLength"/> characters.</param>
/// <param name="Failure">Why the default text has to do.</param>
internal readonly record struct TemplateResult(string? Text, TemplateFailure? Failure)
{
    public static TemplateResult Of(string text) => new(text, null);

    public static TemplateResult Of(TemplateFailure failure) => new(null, failure);

    // The text may be that of a private incident.
    public override string ToString() => Failure?.ToString() ?? "Text";
}

/// <summary>Why a template gave no text. It says nothing of the incident.</summary>
internal enum TemplateFailure
{
    /// <summary>A filter could not work with its value, or a limit was reached: loops, length of strings, length of the output.</summary>
    Error,

    /// <summary>A value would have stood where it could become markup, such as in a tag and outside of quotes.</summary>
    Misplaced,

    /// <summary>Nothing but blanks came out; Grafana refuses an annotation without text.</summary>
    Empty,
}
