using Bridge.Vocabulary;
using Scriban.Parsing;

namespace Bridge.Annotations.Templates;

/// <summary>Ends a template that cannot go on. The message is about the template's text, never about a value.</summary>
internal sealed class TemplateProblemException(TemplateFailure failure, TextPosition position, string message) : Exception(message)
{
    public TemplateFailure Failure { get; } = failure;

    public TextPosition Position { get; } = position;
}
