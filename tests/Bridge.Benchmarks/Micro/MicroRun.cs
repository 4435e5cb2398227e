using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Bridge.Benchmarks.Reports;
using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Micro;

/// <summary>
/// The hot functions by themselves, by BenchmarkDotNet. In this process and so by the JIT: the tool would build a project of its own for each,
/// which the rules of this repository apply to.
/// </summary>
internal static class MicroRun
{
    private const double MaxRatio = 1.15;

    private static readonly Type[] Benchmarks = [typeof(SignatureBenchmarks), typeof(EnvelopeBenchmarks), typeof(AnnotationBenchmarks)];

    /// <param name="isShort">Three iterations instead of as many as it takes: to see whether it works.</param>
    public static ReportSection Run(bool isShort)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob((isShort ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(BridgeBinary.RepositoryRoot(), "artifacts", "benchmarks", "micro"));
        return Write(isShort, [.. Benchmarks.SelectMany(type => BenchmarkRunner.Run(type, config).Reports)]);
    }

    private static ReportSection Write(bool isShort, IReadOnlyList<BenchmarkReport> reports)
    {
        var table = new Table("", "mean", "allocated");
        foreach (var report in reports)
        {
            table.Add(Name(report), $"{Mean(report) / 1000:#,0.00} µs", $"{Allocated(report):#,0} B");
        }

        var (hash, verify) = (Find(nameof(SignatureBenchmarks.Hash)), Find(nameof(SignatureBenchmarks.Verify)));
        var ratio = Mean(verify) / Mean(hash);
        var (small, large) = (Find(nameof(EnvelopeBenchmarks.ReadSmall)), Find(nameof(EnvelopeBenchmarks.ReadLarge)));
        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("verification, to the hash alone", $"at most {MaxRatio:0.00} ×", $"{ratio:0.00} ×", ratio <= MaxRatio);
        targets.AddTarget("allocated by verification", "0 B", $"{Allocated(verify):#,0} B", Allocated(verify) == 0);
        targets.AddTarget(
            "allocated by the envelope reader, 400 KB to 4 KB", "the same", $"{Allocated(large):#,0} B to {Allocated(small):#,0} B", Allocated(large) == Allocated(small));
        return new ReportSection("micro", [$"BenchmarkDotNet, by the JIT, one thread{(isShort ? "; three iterations only" : "")}."], [table, targets]);

        BenchmarkReport Find(string method) => reports.Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
    }

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');

    private static double Mean(BenchmarkReport report) => report.ResultStatistics?.Mean
        ?? throw new BenchmarkException($"{Name(report)} was not measured.");

    private static long Allocated(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
