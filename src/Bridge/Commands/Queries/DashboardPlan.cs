namespace Bridge.Commands.Queries;

/// <summary>What is done to a query of a dashboard.</summary>
internal enum QueryChangeKind
{
    Add,
    Change,
    Remove,

    /// <summary>Nothing: the dashboard has a query of this name that somebody else made.</summary>
    NameIsTaken,
}

/// <param name="Kind">What is done.</param>
/// <param name="Name">The query's name.</param>
internal readonly record struct QueryChange(QueryChangeKind Kind, string Name);

/// <summary>What becomes of a dashboard.</summary>
internal abstract record DashboardPlan
{
    private DashboardPlan()
    {
    }

    /// <summary>It has all that it should have.</summary>
    /// <param name="Taken">Names that somebody else's queries have.</param>
    public sealed record Right(IReadOnlyList<QueryChange> Taken) : DashboardPlan;

    /// <summary>It is saved anew.</summary>
    /// <param name="Changes">Per query that changes, in the order of the queries.</param>
    /// <param name="Dashboard">The whole dashboard as JSON.</param>
    /// <param name="FolderUid">Where it lies and stays.</param>
    /// <param name="IsPublic">Whether it is shared with everybody, so that what they see has to be asked first.</param>
    public sealed record Save(IReadOnlyList<QueryChange> Changes, ReadOnlyMemory<byte> Dashboard, string FolderUid, bool IsPublic) : DashboardPlan;

    /// <summary>It is not touched.</summary>
    /// <param name="Why">In words, after "left alone: ".</param>
    /// <param name="IsOfToken">Whether it is for want of a right, so that the dashboard counts as failed.</param>
    public sealed record LeaveAlone(string Why, bool IsOfToken = false) : DashboardPlan;
}
