using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Benchmarks.Latency;

/// <summary>What a Prometheus histogram says of its observations: no more than between which two bounds they lie.</summary>
internal sealed partial class HistogramQuantiles
{
    private readonly (double Bound, double Count)[] _buckets;

    private HistogramQuantiles((double Bound, double Count)[] buckets) => _buckets = buckets;

    /// <summary>The observations between two scrapes, up to each bound.</summary>
    public static IReadOnlyDictionary<double, double> Between(
        IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after, string name) => after
            .Select(sample => (Match: Bucket().Match(sample.Key), Count: sample.Value - before.GetValueOrDefault(sample.Key)))
            .Where(sample => sample.Match.Success && sample.Match.Groups["name"].Value == name)
            .ToDictionary(sample => Bound(sample.Match.Groups["bound"].Value), sample => sample.Count);

    public static HistogramQuantiles Sum(IEnumerable<IReadOnlyDictionary<double, double>> histograms) => new(
    [
        .. histograms
            .SelectMany(histogram => histogram)
            .GroupBy(bucket => bucket.Key, bucket => bucket.Value)
            .Select(bucket => (Bound: bucket.Key, Count: bucket.Sum()))
            .OrderBy(bucket => bucket.Bound),
    ]);

    /// <summary>The upper bound of the bucket that this share of the observations reaches into.</summary>
    public string Describe(double share)
    {
        var reached = _buckets.First(bucket => bucket.Count >= share * _buckets[^1].Count);
        return double.IsInfinity(reached.Bound) ? $"above {_buckets[^2].Bound * 1000:0} ms" : $"≤ {reached.Bound * 1000:0} ms";
    }

    [GeneratedRegex("""^(?<name>\w+)_bucket\{le="(?<bound>[^"]+)"\}$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Bucket();

    private static double Bound(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
