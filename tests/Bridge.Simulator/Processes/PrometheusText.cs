using System.Globalization;

namespace Bridge.Simulator.Processes;

/// <summary>Reads the text format that <c>/metrics</c> answers in.</summary>
public static class PrometheusText
{
    /// <returns>Each sample by its name with labels, just as it is written: <c>name{a="b"}</c>.</returns>
    public static IReadOnlyDictionary<string, double> Parse(string text)
    {
        var samples = new Dictionary<string, double>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The value is after the last blank; a label's value may have blanks too.
            var blank = line.LastIndexOf(' ');
            if (line[0] != '#' && blank > 0)
            {
                samples[line[..blank]] = Number(line[(blank + 1)..]);
            }
        }

        return samples;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
