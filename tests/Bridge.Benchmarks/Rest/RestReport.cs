using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Rest;

/// <summary>The medians of all starts.</summary>
internal static class RestReport
{
    private const int MaxResident = 35 * 1024 * 1024;
    private const int MaxProgram = 30_000_000;

    private static readonly TimeSpan MaxReady = TimeSpan.FromMilliseconds(300);

    public static ReportSection Write(IReadOnlyList<BridgeBuild> builds, IReadOnlyList<RestRound> rounds, TimeSpan rest)
    {
        var later = $"after {rest.TotalSeconds:0} s";
        var table = new Table(
            "build", "ready", "resident at start", later, "proportional (PSS)", "anonymous", "program", "all files");
        foreach (var build in builds)
        {
            table.Add(
                build.Name,
                $"{Of(build, round => round.Ready.TotalMilliseconds):0} ms",
                $"{MiB(Of(build, round => round.Started.Resident))} MiB",
                $"{MiB(Of(build, round => round.Rested.Resident))} MiB",
                $"{MiB(Of(build, round => round.Rested.Proportional))} MiB",
                $"{MiB(Of(build, round => round.Rested.Anonymous))} MiB",
                build.ProgramSize is { } size ? $"{MB(size)} MB" : "",
                $"{MB(build.ShippedSize)} MB");
        }

        var native = builds.Single(build => build.IsNative);
        var (resident, ready) = (Of(native, round => round.Rested.Resident), Of(native, round => round.Ready.TotalMilliseconds));
        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("resident at rest, native", $"at most {MiB(MaxResident)} MiB", $"{MiB(resident)} MiB", resident <= MaxResident);
        targets.AddTarget("ready", $"within {MaxReady.TotalSeconds:0.0} s", $"{ready / 1000:0.00} s", ready <= MaxReady.TotalMilliseconds);
        targets.AddTarget(
            "binary", $"at most {MB(MaxProgram)} MB", $"{MB(native.ProgramSize!.Value)} MB", native.ProgramSize <= MaxProgram);

        return new ReportSection(
            "rest",
            [
                $"{rounds.Count / builds.Count} starts of each, in turn, medians; memory from `smaps_rollup`. Ready is the time from the start of the process to the first 200 of `/readyz`, on a new database.",
            ],
            [table, targets]);

        double Of(BridgeBuild build, Func<RestRound, double> value) =>
            Statistics.Median(rounds.Where(round => round.Build == build).Select(value));
    }

    public static string MiB(double bytes) => $"{bytes / (1024 * 1024):0.0}";

    private static string MB(double bytes) => $"{bytes / 1_000_000:0.0}";
}
