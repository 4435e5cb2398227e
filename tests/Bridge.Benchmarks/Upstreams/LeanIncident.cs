using System.Text;
using Bridge.Simulator.IncidentIo;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>An incident of the simulator, serialised.</summary>
/// <param name="State">What it is made of.</param>
/// <param name="Json">As a list has it.</param>
/// <param name="Answer">As it is answered by itself.</param>
internal sealed record LeanIncident(SimulatedIncident State, byte[] Json, byte[] Answer)
{
    public string Id => State.Id;

    public static LeanIncident Live(int number, DateTimeOffset at) => Of(SimulatedIncident
        .Declared(number, $"Checkout answers slowly, for the {number}th time", at)
        .Live(at)
        .WithSeverity("Major", 2, at)
        .Summarised("p95 of the checkout is above four seconds since the last release.", at)
        .WithCustomField("Affected Team", "Platform", at));

    public LeanIncident Resolved(DateTimeOffset at) => Of(State.Resolved(at));

    private static LeanIncident Of(SimulatedIncident state)
    {
        var json = Encoding.UTF8.GetBytes(IncidentDocument.Of(state).ToJsonString());
        return new LeanIncident(state, json, [.. """{"incident":"""u8, .. json, (byte)'}']);
    }
}
