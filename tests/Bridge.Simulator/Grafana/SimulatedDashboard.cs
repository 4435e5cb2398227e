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

    /// <summary>Tokens that have Edit on this dashboard alone, whatever their role.</summary>
    public IReadOnlyList<string> EditableBy { get; init; } = [];

    /// <summary>The folder that it lies in; empty for none.</summary>
    public string FolderUid { get; init; } = "";

    /// <summary>
    /// What was saved, as JSON; none for a dashboard that has nothing but its <see cref="Panels"/>. Its title, its tags and its variables are in it.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>How often it was saved.</summary>
    public long Version { get; init; } = 1;

    /// <summary>It comes from a file of Grafana's server, and cannot be saved.</summary>
    public bool IsProvisioned { get; init; }

    /// <summary>It was saved in the newer schema: the classic API answers 406.</summary>
    public bool IsOfNewerSchema { get; init; }

    /// <summary>The name of who made it, and may therefore do everything with it; empty where that is not known.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Whether everybody may see it without a login, and its annotations with it; none if it is not shared.</summary>
    public bool? SharesAnnotations { get; init; }
}

/// <summary>A folder of dashboards.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Uid">What it is called in addresses.</param>
/// <param name="Title">What people call it.</param>
public sealed record SimulatedFolder(long Id, string Uid, string Title)
{
    public long OrganizationId { get; init; } = SimulatedGrafana.MainOrganization;

    /// <summary>Nobody below Admin may see it.</summary>
    public bool IsClosed { get; init; }

    internal string Url => $"/dashboards/f/{Uid}/{DashboardModel.Slug(Title)}";
}
