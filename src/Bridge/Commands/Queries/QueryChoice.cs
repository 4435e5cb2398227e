using Bridge.Annotations;

namespace Bridge.Commands.Queries;

/// <summary>What was asked for.</summary>
/// <param name="Grafana">The Grafana by its name in the settings; none for all.</param>
/// <param name="Route">The route by its name; none for all.</param>
/// <param name="Variables">The dashboard variables that narrow every query down.</param>
internal sealed record QueryChoice(string? Grafana, string? Route, IReadOnlyList<TagVariable> Variables)
{
    /// <summary>The routes whose annotations are drawn.</summary>
    public IReadOnlyList<AnnotationRoute> RoutesOf(IReadOnlyList<AnnotationRoute> routes) =>
    [
        .. routes.Where(route => (Route is null || route.Name == Route) && (Grafana is null || route.Grafanas.Contains(Grafana))),
    ];
}

/// <summary>A tag whose value is that of a dashboard's variable: <c>service:$service</c>.</summary>
/// <param name="Key">The tag's key.</param>
/// <param name="Variable">The variable's name.</param>
internal sealed record TagVariable(string Key, string Variable)
{
    public string Tag => $"{Key}:${Variable}";

    /// <summary>Reads <c>service</c>, or <c>service=svc</c> where the variable is called otherwise.</summary>
    /// <returns>The variable, or what is wrong with the text.</returns>
    public static (TagVariable? Variable, string? Problem) Read(string text)
    {
        var parts = text.Split('=', 2);
        var (key, variable) = (parts[0].Trim().ToLowerInvariant(), parts[^1].Trim());
        return variable.Length == 0 || !variable.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
                ? (null, $"'{variable}' is no name of a dashboard variable: letters, digits and _. Write KEY=VARIABLE if the variable is not called as the tag's key.")
            : key.Contains(':', StringComparison.Ordinal) || key.Contains('$', StringComparison.Ordinal)
                ? (null, $"'{key}' is no key of a tag.")
            : AnnotationTags.Problem($"{key}:x") is { } problem ? (null, $"The tag {key} {problem}")
            : (new TagVariable(key, variable), null);
    }
}
