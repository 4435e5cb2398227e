namespace Bridge.Simulator.Grafana;

/// <summary>What a token may do where nothing says otherwise.</summary>
public enum GrafanaRole
{
    /// <summary>Nothing; only newer versions have it.</summary>
    None,

    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Writes annotations too, on every dashboard that is not closed.</summary>
    Editor,

    /// <summary>Sees closed dashboards too.</summary>
    Admin,
}

/// <summary>Who asks.</summary>
/// <param name="Name">Of the service account, or the login of a person; empty for nobody in particular.</param>
/// <param name="Role">In the organization.</param>
/// <param name="OrganizationId">The one that a credential belongs to.</param>
/// <param name="Credential">The token or password; empty for nobody in particular.</param>
/// <param name="IsPerson">A person, and no API key or service account.</param>
internal sealed record GrafanaUser(string Name, GrafanaRole Role, long OrganizationId, string Credential, bool IsPerson = false)
{
    /// <summary>Whether an annotation of this author is somebody else's. One whose author is not known is nobody's.</summary>
    public bool IsStrangerTo(GrafanaUser? author) => author is { Name.Length: > 0 } && author.Name != Name;
}
