using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>Which incidents to list. All conditions that are set have to be met.</summary>
/// <remarks>
/// Days, in UTC: whether incident.io takes instants is not documented, so a caller asks from the day on that its time lies in and
/// looks at the times itself.
/// </remarks>
internal sealed record IncidentQuery
{
    /// <summary>incident.io's prose allows 250 incidents per page, its schema 500.</summary>
    public const int MaxPageSize = 250;

    /// <summary>incident.io's own default. A list that does not come in time at this size will not come at all.</summary>
    public const int MinPageSize = 25;

    /// <summary>Incidents per page, from <see cref="MinPageSize"/> to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = MaxPageSize;

    /// <summary>Changed on this day or later.</summary>
    public DateOnly? UpdatedSince { get; init; }

    /// <summary>Created on this day or later.</summary>
    public DateOnly? CreatedSince { get; init; }

    /// <summary>Created on this day or earlier; incident.io takes the day's beginning, so ask for the day after.</summary>
    public DateOnly? CreatedUntil { get; init; }

    /// <summary>Categories by their names in the API; none for all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Modes by their names in the API; none stands for standard and retrospective.</summary>
    public IReadOnlyList<string> Modes { get; init; } = [];

    /// <summary>Every mode: an incident that was made a test has to lose its annotation.</summary>
    public static IReadOnlyList<string> AllModes { get; } = ModesOf(Enum.GetValues<IncidentMode>());

    /// <summary>The modes as the API names them. What this version does not know cannot be asked for.</summary>
    public static IReadOnlyList<string> ModesOf(IEnumerable<IncidentMode> modes) =>
        [.. modes.Where(mode => mode != IncidentMode.Unknown).Select(mode => Labels.Of(mode))];
}

/// <summary>A page of a list.</summary>
/// <param name="Incidents">Those that could be read.</param>
/// <param name="Next">Where the next page begins; none on the last one.</param>
/// <param name="Total">How many incidents all pages have together, if incident.io says so.</param>
/// <param name="Faults">What could not be read of the page's incidents.</param>
internal sealed record IncidentPage(IReadOnlyList<Incident> Incidents, string? Next, long? Total, IReadOnlyList<ReadingFault> Faults);
