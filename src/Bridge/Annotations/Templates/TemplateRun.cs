using Bridge.Vocabulary;
using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Bridge.Annotations.Templates;

/// <summary>One rendering of a template, within limits that end whatever an author may write.</summary>
internal sealed class TemplateRun : LiquidTemplateContext
{
    /// <summary>Rounds of all loops that are nested in each other, together.</summary>
    public const int MaxRounds = 1_000;

    /// <summary>Characters of any string on the way, and of everything that is printed or captured, before the text is cut.</summary>
    public const int MaxCharacters = 20_000;

    private readonly TemplateOutput _output;
    private TextPosition _printed;
    private int _spent;

    public TemplateRun(TemplateModel model)
    {
        LoopLimit = MaxRounds;
        RecursiveLimit = 50;
        LimitToString = MaxCharacters;
        OutputLimit = 0;
        RegexTimeOut = TimeSpan.FromSeconds(1);
        BuiltinObject.Clear();
        TemplateFilters.CopyTo(BuiltinObject);
        PushGlobal(model);
        _output = NewOutput();
        PushOutput(_output);
    }

    public IReadOnlyList<TemplatePiece> Pieces => _output.Pieces;

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        var output = (TemplateOutput)Output;
        if (textAsObject is TemplateMarkup markup)
        {
            output.WriteMarkup(markup);
        }
        else if (textAsObject is not null)
        {
            output.WriteValue(ObjectToString(textAsObject) ?? "", _printed);
        }

        return this;
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (scriptNode is not ScriptCaptureStatement { Target: { } target, Body: { } body })
        {
            var result = base.Evaluate(scriptNode, aliasReturnedFunction);
            if (scriptNode is ScriptExpressionStatement)
            {
                // What is printed next. The span that Write is called with is that of the block around it.
                _printed = scriptNode.Span.Start;
            }

            return result;
        }

        var captured = NewOutput();
        PushOutput(captured);
        try
        {
            base.Evaluate(body, aliasReturnedFunction);
        }
        finally
        {
            PopOutput();
        }

        SetValue(target, captured.Captured());
        return null;
    }

    public override string? ObjectToString(object? value, bool nested = false) => value switch
    {
        DateTime time => TemplateTime.Text(time),
        TemplateMarkup => throw new TemplateProblemException(
            TemplateFailure.Error, Here(), "what was captured with markup in it can be printed, but not compared or filtered"),
        _ => base.ObjectToString(value, nested),
    };

    private TemplateOutput NewOutput() => new(Here, Spend);

    private TextPosition Here() => CurrentNode?.Span.Start ?? default;

    private void Spend(int characters)
    {
        _spent += characters;
        if (_spent > MaxCharacters)
        {
            throw new TemplateProblemException(
                TemplateFailure.Error, Here(), $"more than {MaxCharacters} characters were printed");
        }
    }
}
