using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// Who is on call when. Each step makes a new one; none reaches the API before <see cref="SimulatedIncidentIo.Put(SimulatedSchedule)"/>.
/// </summary>
public sealed record SimulatedSchedule
{
    private SimulatedSchedule()
    {
    }

    /// <summary>26 characters; always the same for a number.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>For showing only: all times are instants.</summary>
    public string TimeZone { get; init; } = "Europe/London";

    public string RotationName { get; init; } = "Weekly";

    /// <summary>Followed by a number.</summary>
    public string LayerName { get; init; } = "Layer";

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>As planned.</summary>
    public ImmutableList<SimulatedShift> Scheduled { get; init; } = [];

    /// <summary>Who stands in for whom is on call.</summary>
    public ImmutableList<SimulatedShift> Overrides { get; init; } = [];

    /// <summary>Who is on call in the end: what is planned, but for the times that are overridden. Oldest first.</summary>
    public IReadOnlyList<SimulatedShift> Final =>
    [
        .. Overrides.Aggregate((IEnumerable<SimulatedShift>)Scheduled, (left, over) => left.SelectMany(shift => shift.Without(over)))
            .Concat(Overrides)
            .OrderBy(shift => shift.StartAt),
    ];

    public static SimulatedSchedule Of(int number, string name, DateTimeOffset at) =>
        new() { Id = IncidentDocument.IdOf("ROTAS", number), Name = name, CreatedAt = at, UpdatedAt = at };

    /// <summary>One after the other, each for this long.</summary>
    public SimulatedSchedule Rotating(DateTimeOffset from, TimeSpan length, params IEnumerable<SimulatedPerson?> people) => this with
    {
        Scheduled = Scheduled.AddRange(
            people.Select((person, turn) => new SimulatedShift(from + (turn * length), from + ((turn + 1) * length), person))),
    };

    public SimulatedSchedule WithShift(SimulatedShift shift, DateTimeOffset at) =>
        this with { Scheduled = Scheduled.Add(shift), UpdatedAt = at };

    /// <summary>Somebody else is on call in this time, in the past or the future.</summary>
    public SimulatedSchedule Overridden(SimulatedPerson person, DateTimeOffset from, DateTimeOffset to, DateTimeOffset at) =>
        this with { Overrides = Overrides.Add(new SimulatedShift(from, to, person)), UpdatedAt = at };

    public SimulatedSchedule Renamed(string name, DateTimeOffset at) => this with { Name = name, UpdatedAt = at };

    /// <summary>Everybody who is on call at this moment.</summary>
    public IReadOnlyList<SimulatedPerson> OnCallAt(DateTimeOffset time) =>
        [.. Final.Where(shift => shift.StartAt <= time && time < shift.EndAt).Select(shift => shift.Person).OfType<SimulatedPerson>()];
}
