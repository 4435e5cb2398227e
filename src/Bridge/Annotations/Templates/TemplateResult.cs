using Bridge.Vocabulary;

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
