using System.Globalization;
using Bridge.Simulator.IncidentIo;

namespace Bridge.Benchmarks.Load;

/// <summary>The ids of the incidents that load is about: the simulator's, which counts them.</summary>
internal static class IncidentIds
{
    private const int Digits = 16;

    private static readonly string Prefix = SimulatedIncident.Declared(0, "", DateTimeOffset.UnixEpoch).Id[..^Digits];

    public static string Of(int number) => Prefix + number.ToString($"D{Digits}", CultureInfo.InvariantCulture);
}
