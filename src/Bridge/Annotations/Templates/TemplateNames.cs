using Bridge.Vocabulary;
using Scriban.Syntax;

namespace Bridge.Annotations.Templates;

/// <summary>Finds names in a template that are none, in every branch: at run time they would be empty, and nobody would know why.</summary>
internal sealed class TemplateNames
{
    /// <summary>What Liquid itself defines.</summary>
    private static readonly HashSet<string> OfLiquid = new(StringComparer.Ordinal) { "nil", "for", "forloop", "tablerow", "tablerowloop", "offset", "continue" };

    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _customFields = new(StringComparer.OrdinalIgnoreCase);

    private TemplateNames()
    {
    }

    /// <summary>The custom fields that the template asks for by name.</summary>
    public IReadOnlyCollection<string> CustomFields => _customFields;

    /// <exception cref="TemplateProblemException">A name or a filter is not known.</exception>
    public static TemplateNames Check(ScriptNode page)
    {
        var names = new TemplateNames();
        Visit(page, names.Collect);
        Visit(page, names.Refuse);
        return names;
    }

    private static void Visit(ScriptNode node, Action<ScriptNode> action)
    {
        action(node);
        for (var index = 0; index < node.ChildrenCount; index++)
        {
            if (node.GetChildren(index) is { } child)
            {
                Visit(child, action);
            }
        }
    }

    private void Collect(ScriptNode node)
    {
        var target = node switch
        {
            ScriptAssignExpression assign => assign.Target,
            ScriptCaptureStatement capture => capture.Target,
            ScriptForStatement loop => loop.Variable,
            _ => null,
        };
        if (target is ScriptVariable variable)
        {
            _own.Add(variable.Name);
        }
        else if (target is not null && node is not ScriptForStatement)
        {
            throw Unknown(target, "only a plain name can be set");
        }

        if (CustomFieldOf(node) is { } field)
        {
            _customFields.Add(field);
        }
    }

    private void Refuse(ScriptNode node)
    {
        switch (node)
        {
            case ScriptMemberExpression { Target: ScriptVariable { Name: TemplateModel.IncidentName }, Member.Name: var member }
                when !TemplateModel.IncidentMembers.Contains(member):
                throw Unknown(node, $"`incident.{member}` is not known; known are {List(TemplateModel.IncidentMembers)}");

            case ScriptMemberExpression { Target: ScriptMemberExpression { Target: ScriptVariable { Name: TemplateModel.IncidentName }, Member.Name: TemplateModel.SeverityName }, Member.Name: var member }
                when !TemplateModel.SeverityMembers.Contains(member):
                throw Unknown(node, $"`incident.severity.{member}` is not known; known are {List(TemplateModel.SeverityMembers)}");

            case ScriptVariable variable when !IsMember(variable) && !IsKnown(variable.Name):
                throw Unknown(node, $"`{variable.Name}` is neither a name nor a filter nor a tag that is known here");

            default:
                break;
        }
    }

    private bool IsKnown(string name) =>
        TemplateModel.Names.Contains(name) || TemplateFilters.Has(name) || _own.Contains(name) || OfLiquid.Contains(name);

    /// <summary>Whether it is what follows a dot, or the name of an argument.</summary>
    private static bool IsMember(ScriptVariable variable) =>
        (variable.Parent is ScriptMemberExpression member && ReferenceEquals(member.Member, variable))
        || (variable.Parent is ScriptNamedArgument argument && ReferenceEquals(argument.Name, variable));

    private static string? CustomFieldOf(ScriptNode node) => node switch
    {
        ScriptIndexerExpression { Target: { } target, Index: ScriptLiteral { Value: string name } } when AreFields(target) => name,
        ScriptMemberExpression { Target: { } target, Member.Name: { } name } when AreFields(target) => name,
        _ => null,
    };

    private static bool AreFields(ScriptExpression target) => target is ScriptMemberExpression
    {
        Target: ScriptVariable { Name: TemplateModel.IncidentName }, Member.Name: "custom_fields" or "custom_field_values",
    };

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names);

    private static TemplateProblemException Unknown(ScriptNode node, string message) =>
        new(TemplateFailure.Error, node.Span.Start, message);
}
