using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Growth;

internal static class GrowthReport
{
    private const double MinRatio = 0.9;
    private const double MaxGrowth = 2;

    /// <summary>Rates of single steps jump about; around each one that is asked for there is the median of so many.</summary>
    private const int Around = 10;

    public static ReportSection Write(
        GrowthOptions options, IReadOnlyList<double> rates, IReadOnlyList<DatabaseSize> sizes, DatabaseSize retained, TimeSpan retention)
    {
        var tenth = Math.Min(options.Webhooks / 10 / options.Step, rates.Count) - 1;
        var last = (options.Webhooks / options.Step) - 1;
        var table = new Table("after webhooks", "webhooks per second", $"median of the {Around} steps around", "file", "and its log");
        Row(0);
        Row(tenth);
        Row(last);
        Row(rates.Count - 1);

        var ratio = rates[^1] / rates[0];
        var medians = Statistics.Median(rates.TakeLast(Around)) / Statistics.Median(rates.Take(Around));
        var growth = retained.File / (double)sizes[tenth].File;
        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget(
            $"the {options.Step:#,0} after {options.Webhooks:#,0}, to the first", $"at least {MinRatio:0.0} ×", $"{ratio:0.00} ×", ratio >= MinRatio);
        targets.AddTarget($"the same, by the medians of {Around} steps", $"at least {MinRatio:0.0} ×", $"{medians:0.00} ×", medians >= MinRatio);
        targets.AddTarget(
            $"file once retention has run, to the one after {options.Webhooks / 10:#,0}", $"at most {MaxGrowth:0} ×", $"{growth:0.00} ×", growth <= MaxGrowth);
        return new ReportSection(
            "growth",
            [
                $"{options.Connections} connections that stay, webhooks about {options.Incidents:#,0} incidents, {options.Step:#,0} at a time, with ids as Svix makes them. "
                + $"Then the bridge was started four days later, and forgot them within {retention.TotalSeconds:0.0} s of its start: the file has {MB(retained.File)} MB.",
            ],
            [table, targets]);

        void Row(int step) => table.Add(
            $"{(step + 1) * options.Step:#,0}",
            $"{rates[step]:#,0}",
            $"{Statistics.Median(rates.Skip(Math.Max(0, step - Around + 1)).Take(Around)):#,0}",
            $"{MB(sizes[step].File)} MB",
            $"{MB(sizes[step].Log)} MB");
    }

    private static string MB(long bytes) => $"{bytes / 1_000_000.0:0.0}";
}
