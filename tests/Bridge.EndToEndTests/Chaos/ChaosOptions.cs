using System.Globalization;
using System.Security.Cryptography;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>How big a run is, and which one.</summary>
/// <param name="Seed"><c>CHAOS_SEED</c>; without it another one each time.</param>
/// <param name="Incidents"><c>CHAOS_INCIDENTS</c>; without it few, so that CI is not kept waiting.</param>
/// <param name="Faults"><c>CHAOS_FAULTS</c>; from 24 on a plan has every kind that its store allows.</param>
/// <param name="Duration"><c>CHAOS_SECONDS</c>: how long incidents change and things break. The run itself is longer, by what healing takes.</param>
internal sealed record ChaosOptions(int Seed, int Incidents, int Faults, TimeSpan Duration)
{
    public static ChaosOptions FromEnvironment(ChaosLimits limits)
    {
        var incidents = Read("CHAOS_INCIDENTS", 120);
        return new ChaosOptions(
            Read("CHAOS_SEED", RandomNumberGenerator.GetInt32(1, int.MaxValue)),
            incidents,
            Read("CHAOS_FAULTS", 24),
            TimeSpan.FromSeconds(Read("CHAOS_SECONDS", incidents >= 1000 ? incidents * 3 / 20 : (int)limits.Short.TotalSeconds)));
    }

    /// <summary>The settings that make the same run again.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"CHAOS_SEED={Seed} CHAOS_INCIDENTS={Incidents} CHAOS_FAULTS={Faults} CHAOS_SECONDS={Duration.TotalSeconds:0}");

    private static int Read(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : otherwise;
}
