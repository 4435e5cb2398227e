using Bridge.Vocabulary;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Bridge.Annotations.Templates;

/// <summary>
/// The filters that templates have: Liquid's, without those that read the clock or other templates, work on HTML or print what is not
/// text, and three of our own.
/// </summary>
internal static class TemplateFilters
{
    /// <summary>Taken from the Liquid of the library as they are.</summary>
    private static readonly string[] Taken =
    [
        "abs", "append", "capitalize", "ceil", "compact", "concat", "default", "divided_by", "downcase", "first", "floor", "join",
        "last", "lstrip", "map", "minus", "modulo", "plus", "prepend", "remove", "remove_first", "replace", "replace_first", "reverse", "round",
        "rstrip", "size", "slice", "sort", "split", "strip", "strip_newlines", "times", "truncate", "truncatewords", "uniq", "upcase",
    ];

    /// <summary>What the words and tags of Liquid are made of; no filters to an author.</summary>
    private static readonly string[] Needed = ["contains", "cycle", "blank", "empty"];

    private static readonly ScriptObject All = Collect();

    /// <summary>All that an author can use, in no order.</summary>
    public static IEnumerable<string> Names => All.Keys.Except(Needed);

    public static bool Has(string name) => All.ContainsKey(name);

    public static void CopyTo(ScriptObject builtin) => All.CopyTo(builtin);

    private static ScriptObject Collect()
    {
        var library = new LiquidTemplateContext().BuiltinObject;
        var filters = new ScriptObject();
        foreach (var name in Taken.Concat(Needed))
        {
            filters.SetValue(name, library[name], readOnly: true);
        }

        // Whatever is printed is escaped. Those who are used to write it mean the same, and must not get it twice.
        filters.SetValue("escape", new TemplateFilter(1, (_, arguments) => arguments[0]), readOnly: true);
        filters.SetValue("escape_once", new TemplateFilter(1, (_, arguments) => arguments[0]), readOnly: true);
        filters.SetValue("url_encode", new TemplateFilter(1, UrlEncode), readOnly: true);
        filters.SetValue("date", new TemplateFilter(2, Date), readOnly: true);
        return filters;
    }

    private static string? UrlEncode(TemplateContext context, ScriptArray arguments) =>
        arguments[0] is { } value ? Uri.EscapeDataString(context.ObjectToString(value) ?? "") : null;

    private static string? Date(TemplateContext context, ScriptArray arguments) => arguments[0] switch
    {
        null => null,
        DateTime time => TemplateTime.Format(time, context.ObjectToString(arguments[1]) ?? "")
            ?? throw Wrong(context, "the format of `date` has an unknown directive; known are %Y %y %m %B %b %d %e %j %A %a %H %I %p %M %S %F %R %T %Z %z %s %%"),
        _ => throw Wrong(context, "`date` works on times, which are `start` and `end`"),
    };

    private static TemplateProblemException Wrong(TemplateContext context, string message) =>
        new(TemplateFailure.Error, context.CurrentNode?.Span.Start ?? default, message);
}

/// <summary>A filter of our own: the value and then the filter's arguments, all of which have to be given.</summary>
internal sealed class TemplateFilter(int parameters, Func<TemplateContext, ScriptArray, object?> apply) : IScriptCustomFunction
{
    public int RequiredParameterCount => parameters;

    public int ParameterCount => parameters;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "value");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        apply(context, arguments);

    public ValueTask<object?> InvokeAsync(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult(apply(context, arguments));
}
