namespace Bridge.Simulator.IncidentIo;

/// <summary>A status of an incident. Names inside <c>live</c> and <c>learning</c> are the customer's; the others are incident.io's.</summary>
/// <param name="Name">As shown.</param>
/// <param name="Category">What it means to the API.</param>
/// <param name="Rank">Where it stands in the list, which says nothing about open or closed: Paused is last.</param>
public sealed record SimulatedStatus(string Name, string Category, int Rank)
{
    public static SimulatedStatus Triage { get; } = new("Triage", "triage", 0);

    public static SimulatedStatus Investigating { get; } = new("Investigating", "live", 1);

    public static SimulatedStatus Fixing { get; } = new("Fixing", "live", 2);

    public static SimulatedStatus Monitoring { get; } = new("Monitoring", "live", 3);

    public static SimulatedStatus Documenting { get; } = new("Documenting", "learning", 4);

    public static SimulatedStatus Reviewing { get; } = new("Reviewing", "learning", 5);

    public static SimulatedStatus Closed { get; } = new("Closed", "closed", 6);

    public static SimulatedStatus Paused { get; } = new("Paused", "paused", 7);

    public static SimulatedStatus Declined { get; } = new("Declined", "declined", -1);

    public static SimulatedStatus Merged { get; } = new("Merged", "merged", -2);

    public static SimulatedStatus Canceled { get; } = new("Canceled", "canceled", -3);
}
