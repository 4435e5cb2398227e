using System.Globalization;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>One fault of a plan.</summary>
/// <param name="At">From the start of the run.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Target">The index of a replica; for an upstream 0 is incident.io and 1 Grafana.</param>
/// <param name="Size">Milliseconds of delay, seconds of <c>Retry-After</c> or of a clock, or a status; 0 where the kind has no size.</param>
internal sealed record PlannedFault(TimeSpan At, TimeSpan Duration, FaultKind Kind, int Target, int Size)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{At.TotalSeconds,7:0.00} s +{Duration.TotalSeconds,6:0.00} s  {Kind} target={Target} size={Size}");
}
