namespace Bridge.Simulator.Grafana;

/// <summary>What a request wants to do with annotations.</summary>
internal enum GrafanaAction
{
    Read,
    Create,
    Write,
    Delete,
    MassDelete,
}

/// <summary>What becomes of a change to an annotation that the user may not see.</summary>
internal enum UnseenAnnotation
{
    /// <summary>It is refused.</summary>
    Forbidden,

    /// <summary>It is answered as if the annotation were not there.</summary>
    Missing,

    /// <summary>It is done all the same.</summary>
    Changed,
}

internal static class GrafanaActions
{
    /// <summary>The name of the permission that newer versions ask for.</summary>
    public static string Permission(this GrafanaAction action) => action switch
    {
        GrafanaAction.Read => "annotations:read",
        GrafanaAction.Create => "annotations:create",
        GrafanaAction.Write => "annotations:write",
        _ => "annotations:delete",
    };
}
