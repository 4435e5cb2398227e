using System.Runtime.InteropServices;
using Bridge.Benchmarks.Processes;

namespace Bridge.Benchmarks.Reports;

/// <summary>What the numbers are true of.</summary>
internal static class Machine
{
    public static async Task<ReportSection> DescribeAsync(CancellationToken cancellationToken)
    {
        var table = new Table("", "");
        table.Add("processor", $"{await ProcessorAsync(cancellationToken)}, {Environment.ProcessorCount} cores");
        table.Add("system", RuntimeInformation.OSDescription);
        table.Add(".NET", RuntimeInformation.FrameworkDescription);
        table.Add("Node.js", await VersionOfNodeAsync(cancellationToken));
        return new ReportSection("machine", [], [table]);
    }

    private static async Task<string> VersionOfNodeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ExternalProgram.RunAsync(".", "node", ["--version"], cancellationToken)).Trim();
        }
        catch (BenchmarkException)
        {
            return "none";
        }
    }

    private static async Task<string> ProcessorAsync(CancellationToken cancellationToken)
    {
        const string Name = "model name";
        var lines = await File.ReadAllLinesAsync("/proc/cpuinfo", cancellationToken);
        return Array.Find(lines, line => line.StartsWith(Name, StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
