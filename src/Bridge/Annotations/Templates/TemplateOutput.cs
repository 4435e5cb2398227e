using Scriban.Parsing;
using Scriban.Runtime;

namespace Bridge.Annotations.Templates;

/// <summary>A piece of what a template printed: the author's own HTML, or a value, which is text and nothing else.</summary>
internal readonly record struct TemplatePiece(string Text, bool IsValue, TextPosition Position);

/// <summary>Takes what a template prints, and keeps the author's HTML and the values apart until the HTML is put together.</summary>
internal sealed class TemplateOutput(Func<TextPosition> position, Action<int> spend) : IScriptOutput
{
    private readonly List<TemplatePiece> _pieces = [];

    public IReadOnlyList<TemplatePiece> Pieces => _pieces;

    /// <summary>What the template's text says outside of the braces.</summary>
    public void Write(string text, int offset, int count)
    {
        spend(count);
        _pieces.Add(new TemplatePiece(text.Substring(offset, count), IsValue: false, position()));
    }

    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }

    public void WriteValue(string text, TextPosition at)
    {
        spend(text.Length);
        _pieces.Add(new TemplatePiece(text, IsValue: true, at));
    }

    public void WriteMarkup(TemplateMarkup markup)
    {
        foreach (var piece in markup.Pieces)
        {
            spend(piece.Text.Length);
            _pieces.Add(piece);
        }
    }

    /// <summary>What a <c>capture</c> took: text that filters can work with, or markup, which can only be printed.</summary>
    public object Captured() =>
        _pieces.Exists(piece => !piece.IsValue && piece.Text.AsSpan().ContainsAny('<', '&'))
            ? new TemplateMarkup(_pieces)
            : string.Concat(_pieces.Select(piece => piece.Text));
}

/// <summary>What a <c>capture</c> took, if the author wrote markup in it. A filter that changed it could make markup of a value.</summary>
internal sealed class TemplateMarkup(IReadOnlyList<TemplatePiece> pieces)
{
    public IReadOnlyList<TemplatePiece> Pieces { get; } = pieces;
}
