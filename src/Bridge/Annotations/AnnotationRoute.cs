namespace Bridge.Annotations;

/// <summary>Which Grafanas get an incident's annotations. Its name is part of their identity, as the tag <c>route:&lt;name&gt;</c>.</summary>
internal sealed record AnnotationRoute(string Name, IReadOnlyList<string> Grafanas)
{
    /// <summary>The name of the route that posts everything to every Grafana.</summary>
    public const string DefaultName = "default";
}
