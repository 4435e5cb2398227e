namespace Bridge.Simulator.Grafana;

/// <summary>A dashboard, as far as annotations care.</summary>
/// <param name="Id">Its number in this Grafana: positive, and of 16 digits in newer versions.</param>
/// <param name="Uid">What it is called in every Grafana.</param>
public sealed record SimulatedDashboard(long Id, string Uid)
{
    public long OrganizationId { get; init; } = SimulatedGrafana.MainOrganization;

    /// <summary>Titles of its panels, which have the numbers from 1 on.</summary>
    public IReadOnlyList<string> Panels { get; init; } = [];

    /// <summary>In a folder that nobody below Admin may see.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether whoever has its address may look at it without signing in.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether annotations are on it then.</summary>
    public bool ShowsAnnotationsPublicly { get; init; }

    /// <summary>Tokens that have Edit on this dashboard alone, whatever their role.</summary>
    public IReadOnlyList<string> EditableBy { get; init; } = [];
}
