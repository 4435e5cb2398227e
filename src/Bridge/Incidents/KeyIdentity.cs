namespace Bridge.Incidents;

/// <summary>What incident.io says of the API key.</summary>
/// <param name="Name">The name that it was given.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="ServerTime">The time of the answer by incident.io's clock, to the second.</param>
internal sealed record KeyIdentity(string Name, IReadOnlyList<string> Roles, DateTimeOffset? ServerTime)
{
    /// <summary>The organization's dashboard in incident.io, under which its pages are; none if it does not say.</summary>
    public Uri? Dashboard { get; init; }

    public bool MayRead => Roles.Contains("viewer") || MayReadPrivate;

    /// <summary>
    /// Source: the audit event <c>private_incident.access_attempted</c> in incident.io's OpenAPI document names
    /// <c>global_access</c> as a way to read private incidents.
    /// </summary>
    public bool MayReadPrivate => Roles.Contains("global_access");
}
