using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;

namespace Bridge.Commands.Check;

/// <summary>A place in the settings that names a custom field.</summary>
/// <param name="Field">What stands there.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Consequence">What comes of it if there is no such field.</param>
internal sealed record FieldUse(string Field, string Setting, string Consequence)
{
    /// <summary>A route's condition; none of other places.</summary>
    public CustomFieldMatch? Condition { get; private init; }

    /// <summary>The route that has the condition.</summary>
    public string? Route { get; private init; }

    /// <summary>Whether an id is not enough: templates know fields by their names alone.</summary>
    public bool IsByName { get; private init; }

    public static IReadOnlyList<FieldUse> All(AnnotationOptions annotations, IReadOnlyList<AnnotationRoute> routes) =>
    [
        .. OfTags(annotations.TagsFrom, key => $"Annotations:TagsFrom:{key}"),
        .. OfText("Annotations:Text", annotations.Text),
        .. routes.SelectMany(route => (IEnumerable<FieldUse>)
        [
            .. route.Match.CustomFields.Select(condition => new FieldUse(condition.Field, $"route {route.Name}", "the route takes no incident")
            {
                Condition = condition,
                Route = route.Name,
            }),
            .. OfTags(route.TagsFrom, key => $"TagsFrom:{key} of route {route.Name}"),
            .. OfText($"Text of route {route.Name}", route.Text),
        ]),
    ];

    public AccountField? FindIn(IReadOnlyList<AccountField> known) =>
        known.FirstOrDefault(field => IsByName ? RouteMatch.Same(field.Name, Field) : field.IsCalled(Field));

    private static IEnumerable<FieldUse> OfTags(IReadOnlyList<IncidentTag> tags, Func<string, string> setting) => tags
        .Where(tag => tag.Source == TagSource.Field)
        .Select(tag => new FieldUse(tag.Field, setting(tag.Key), $"no annotation gets the tag {tag.Key}"));

    private static IEnumerable<FieldUse> OfText(string setting, AnnotationTemplate? text) =>
        text?.CustomFields.Select(name => new FieldUse(name, setting, "it is empty in every text") { IsByName = true }) ?? [];
}
