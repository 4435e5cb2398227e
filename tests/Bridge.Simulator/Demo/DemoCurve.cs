using System.Text.Json.Nodes;

namespace Bridge.Simulator.Demo;

/// <summary>Made-up failed requests per minute, so that the annotations have something to explain.</summary>
internal static class DemoCurve
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    /// <summary>When something went wrong in the script, in hours of the day, and how badly.</summary>
    private static readonly (double From, double To, double Height)[] Humps =
    [
        (0.50, 2.10, 62), (3.30, 4.17, 20), (6.00, 10.0, 46), (7.15, 7.50, 14), (7.75, 10.0, 24),
    ];

    public static JsonArray Points(DateTimeOffset start, TimeSpan length)
    {
        var points = new JsonArray();
        for (var at = TimeSpan.Zero; at <= length; at += Interval)
        {
            var value = 9 + (3 * Math.Sin(at.TotalHours * 1.3)) + Noise(at.TotalMinutes) + Humps.Sum(hump => Height(hump, at.TotalHours));
            points.Add(new JsonArray((start + at).ToUnixTimeMilliseconds(), Math.Round(Math.Max(0, value), 2)));
        }

        return points;
    }

    /// <summary>Up within ten minutes, down as fast.</summary>
    private static double Height((double From, double To, double Height) hump, double hour)
    {
        const double Ramp = 0.17;
        var rise = Math.Clamp((hour - hump.From) / Ramp, 0, 1);
        var fall = Math.Clamp((hump.To - hour) / Ramp, 0, 1);
        var within = rise * fall;
        return within * hump.Height * (1 + (0.12 * Math.Sin(hour * 23)));
    }

    /// <summary>Looks random and is the same each time.</summary>
    private static double Noise(double x) => (Math.Sin(x * 12.9898) * 43758.5453 % 1 * 3) + (Math.Sin(x * 0.7) * 1.2);
}
