using Bridge.Upstreams;

namespace Bridge.Grafana.Dashboards;

/// <summary>A dashboard that was asked for.</summary>
internal abstract record DashboardReading
{
    private DashboardReading()
    {
    }

    /// <summary>It is here.</summary>
    public sealed record Read(StoredDashboardJson Dashboard) : DashboardReading;

    /// <summary>It was saved in the newer schema, which the classic API does not give.</summary>
    public sealed record OfNewerSchema : DashboardReading;

    /// <summary>Somebody deleted it since it was found.</summary>
    public sealed record Gone : DashboardReading;

    /// <summary>It could not be had.</summary>
    public sealed record Failed(UpstreamFailure Failure) : DashboardReading;
}

/// <summary>What became of a save.</summary>
internal abstract record DashboardSaving
{
    private DashboardSaving()
    {
    }

    /// <summary>It is done.</summary>
    /// <param name="Version">The number of the new version, if Grafana said it.</param>
    public sealed record Done(long? Version) : DashboardSaving;

    /// <summary>Somebody else saved it since it was read. Nothing was done.</summary>
    public sealed record Outdated : DashboardSaving;

    /// <summary>It was refused, or its end is not known.</summary>
    public sealed record Failed(UpstreamFailure Failure) : DashboardSaving;
}
