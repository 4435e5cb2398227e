using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks;

/// <summary>The command line: a command for each table of <c>docs/performance.md</c>.</summary>
internal static partial class BenchmarkCommands
{
    private static readonly Option<FileInfo?> Report = new("--report")
    {
        Description = "A document whose tables are replaced, docs/performance.md; they are printed in any case.",
        Recursive = true,
    };

    private static readonly Option<string[]> Settings = new("--setting")
    {
        Description = "A setting of the bridge, as its environment has it: Reconciliation__MaxConcurrency=32.",
        Recursive = true,
    };

    private static readonly Option<bool> RateLimit = new("--rate-limit")
    {
        Description = "Whether incident.io limits its requests as it does in truth: 1,200 at once, and 20 more each second.",
        DefaultValueFactory = _ => true,
    };

    public static RootCommand Create()
    {
        var root = new RootCommand("Measures the bridge beside what a user would write instead. BRIDGE_BINARY names the native build to measure.");
        root.Options.Add(Report);
        root.Options.Add(Settings);
        root.Subcommands.Add(Micro());
        root.Subcommands.Add(Ingest());
        root.Subcommands.Add(Latency());
        root.Subcommands.Add(Neighbour());
        root.Subcommands.Add(Alerts());
        root.Subcommands.Add(Storm());
        root.Subcommands.Add(Drain());
        root.Subcommands.Add(Rest());
        root.Subcommands.Add(Growth());
        root.Subcommands.Add(All(root));
        root.Subcommands.Add(Upstreams());
        return root;
    }

    /// <summary>Every table of the document, one after the other; one that fails does not keep the others from being made.</summary>
    private static Command All(RootCommand root)
    {
        string[][] commands =
        [
            ["micro"], ["ingest", "--store", "sqlite"], ["ingest", "--store", "postgres"], ["latency"], ["neighbour"], ["alerts"], ["storm"], ["drain"], ["rest"], ["growth"],
        ];
        var command = new Command("all", "Everything, in turn, at its full size: hours on a machine that does nothing else.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] options = [.. parsed.Tokens.Where(token => token.Type != TokenType.Command).Select(token => token.Value)];
            var failed = 0;
            foreach (var arguments in commands)
            {
                await Console.Error.WriteLineAsync($"== {string.Join(' ', arguments)}");
                failed += await root.Parse([.. arguments, .. options]).InvokeAsync(cancellationToken: cancellationToken);
            }

            return failed;
        });
        return command;
    }

    private static Command Upstreams()
    {
        var command = new Command(UpstreamsProcess.Command, "The stand-ins, as the other commands start them.") { Hidden = true };
        command.SetAction((_, cancellationToken) => UpstreamsProgram.RunAsync(cancellationToken));
        return command;
    }

    private static Command Measure(Command command, Func<ParseResult, CancellationToken, Task<ReportSection>> measure)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var section = await measure(parsed, cancellationToken);
                await Console.Out.WriteLineAsync(section.ToString());
                if (parsed.GetValue(Report) is { } report)
                {
                    ReportFile.Write(report.FullName, section);
                    ReportFile.Write(report.FullName, await Machine.DescribeAsync(cancellationToken));
                }

                return 0;
            }
            catch (Exception exception) when (exception is BenchmarkException or TimeoutException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Dictionary<string, string> SettingsOf(ParseResult parsed) => (parsed.GetValue(Settings) ?? [])
        .Select(setting => setting.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1] : "");
}
