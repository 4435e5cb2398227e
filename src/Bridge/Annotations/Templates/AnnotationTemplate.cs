using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Bridge.Vocabulary;
using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Bridge.Annotations.Templates;

/// <summary>
/// The operator's own text of an annotation, in Liquid. Rendering is pure and safe to do from many threads: the same input always gives
/// the same text, values are text and never markup, and limits end it whatever the author wrote.
/// </summary>
internal sealed partial class AnnotationTemplate
{
    /// <summary>Characters of a template. It bounds how deep the parser goes.</summary>
    public const int MaxTemplateLength = 8_000;

    private readonly ScriptPage _page;

    private AnnotationTemplate(ScriptPage page) => _page = page;

    /// <summary>The names of the custom fields that it asks for.</summary>
    public IReadOnlyCollection<string> CustomFields { get; private init; } = [];

    /// <summary>Parses a template and tries it on samples, so that what is wrong with it shows at the start.</summary>
    /// <param name="text">The template.</param>
    /// <param name="template">The template, if there is nothing wrong with it.</param>
    /// <param name="problem">Where and what is wrong, as the problem of a setting; it repeats words of the template, which is no secret.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out AnnotationTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        problem = null;
        if (text.Length > MaxTemplateLength)
        {
            problem = $"is longer than {MaxTemplateLength} characters.";
            return false;
        }

        try
        {
            var page = Parse(text);
            var names = TemplateNames.Check(page);
            var parsed = new AnnotationTemplate(page) { CustomFields = names.CustomFields };
            parsed.Try();
            template = parsed;
            return true;
        }
        catch (TemplateProblemException exception)
        {
            problem = $"line {exception.Position.Line + 1}, column {exception.Position.Column + 1}: {exception.Message.TrimEnd('.')}.";
            return false;
        }
    }

    /// <summary>The text of one annotation. It never throws: a template that fails on an incident must not keep it off the graph.</summary>
    public TemplateResult Render(TemplateInput input)
    {
        try
        {
            var text = Run(input);
            return text.Length > 0 ? TemplateResult.Of(text) : TemplateResult.Of(TemplateFailure.Empty);
        }
        catch (TemplateProblemException exception)
        {
            return TemplateResult.Of(exception.Failure);
        }
    }

    private static ScriptPage Parse(string text)
    {
        if (EndlessNumber().Match(text) is { Success: true, Index: var index })
        {
            throw new TemplateProblemException(TemplateFailure.Error, PositionAt(index, text), "this number is too large");
        }

        var parsed = ParseLiquid(text);
        foreach (var message in parsed.Messages)
        {
            if (message.Type == ParserMessageType.Error)
            {
                throw new TemplateProblemException(TemplateFailure.Error, PositionOf(message, text), message.Message);
            }
        }

        return parsed.Page ?? throw new TemplateProblemException(TemplateFailure.Error, default, "this is not a template");
    }

    /// <exception cref="TemplateProblemException">The library fails over it, instead of saying what is wrong: an <c>include</c> with <c>for</c> is enough.</exception>
    private static Template ParseLiquid(string text)
    {
        try
        {
            return Template.ParseLiquid(text);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or NullReferenceException or InvalidCastException)
        {
            throw new TemplateProblemException(TemplateFailure.Error, default, "this cannot be read as a template");
        }
    }

    /// <summary>
    /// The library writes a number out digit by digit: <c>1e999999</c> would keep the start busy for minutes. A colour such as
    /// <c>#1e3083</c> is no number.
    /// </summary>
    [GeneratedRegex(@"(?<![#\w.])[0-9][0-9.]*[eE][+-]?[0-9]{4,}")]
    private static partial Regex EndlessNumber();

    /// <summary>What misses at the end of a template has no position of its own.</summary>
    private static TextPosition PositionOf(LogMessage message, string text)
    {
        if (message.Span.Start.Offset > 0 || message.Span.End.Offset > 0)
        {
            return message.Span.Start;
        }

        return PositionAt(text.Length, text);
    }

    private static TextPosition PositionAt(int index, string text)
    {
        var before = text.AsSpan(0, index);
        return new TextPosition(index, before.Count('\n'), index - 1 - before.LastIndexOf('\n'));
    }

    private void Try()
    {
        foreach (var input in TemplateSamples.Full(CustomFields))
        {
            Run(input);
        }

        foreach (var input in TemplateSamples.Sparse())
        {
            try
            {
                Run(input);
            }
            catch (TemplateProblemException exception) when (exception.Failure == TemplateFailure.Error)
            {
                // A filter may need a value that is missing here. Incidents that have it are shown by the template, the others by default.
            }
        }
    }

    /// <exception cref="TemplateProblemException">It gives no text. Any exception of the library is turned into this one.</exception>
    private string Run(TemplateInput input)
    {
        var run = new TemplateRun(new TemplateModel(input));
        try
        {
            run.Evaluate(_page);
            return HtmlWriter.Join(run.Pieces);
        }
        catch (Exception exception) when (exception is not TemplateProblemException)
        {
            throw exception switch
            {
                ScriptRuntimeException { InnerException: TemplateProblemException problem } => problem,
                ScriptRuntimeException error => new TemplateProblemException(TemplateFailure.Error, error.Span.Start, error.OriginalMessage),
                _ => new TemplateProblemException(TemplateFailure.Error, run.CurrentNode?.Span.Start ?? default, "this cannot be worked out"),
            };
        }
    }
}
