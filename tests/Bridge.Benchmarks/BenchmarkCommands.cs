using System.CommandLine;
using Bridge.Benchmarks.Ingest;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Rest;

namespace Bridge.Benchmarks;

/// <summary>The command line: a command for each table of <c>docs/performance.md</c>.</summary>
internal static class BenchmarkCommands
{
    private static readonly Option<FileInfo?> Report = new("--report")
    {
        Description = "A file in which the tables replace those of the last run; they are printed in any case.",
        Recursive = true,
    };

    private static readonly Option<string[]> Settings = new("--setting")
    {
        Description = "A setting of the bridge, as its environment has it: Reconciliation__MaxConcurrency=16.",
        Recursive = true,
    };

    public static RootCommand Create()
    {
        var root = new RootCommand("Measures the bridge beside what a user would write instead. BRIDGE_BINARY names the native build to measure.");
        root.Options.Add(Report);
        root.Options.Add(Settings);
        root.Subcommands.Add(Ingest());
        root.Subcommands.Add(Rest());
        return root;
    }

    private static Command Ingest()
    {
        var store = new Option<string>("--store") { Description = "Where the bridge keeps them.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        var connections = Number("--connections", "At once.", 32);
        var seconds = Number("--seconds", "Of each round for each server.", 10);
        var rounds = Number("--rounds", "How many times each has its turn.", 5);
        var command = new Command("ingest", "Webhooks taken a second, beside the peer and a bare endpoint.") { store, connections, seconds, rounds };
        return Measure(command, (parsed, cancellationToken) => new IngestRun(new IngestOptions(
            parsed.GetValue(store)!,
            parsed.GetValue(connections),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
            SettingsOf(parsed))).RunAsync(cancellationToken));
    }

    private static Command Rest()
    {
        var seconds = Number("--seconds", "Of rest before the memory is read again.", 30);
        var rounds = Number("--rounds", "How many times each build is started.", 3);
        var command = new Command("rest", "Memory, start and size of the native build, beside the ones that need a runtime.") { seconds, rounds };
        return Measure(command, (parsed, cancellationToken) => new RestRun(
            TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), SettingsOf(parsed)).RunAsync(cancellationToken));
    }

    private static Command Measure(Command command, Func<ParseResult, CancellationToken, Task<ReportSection>> measure)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var section = await measure(parsed, cancellationToken);
                Console.WriteLine(section);
                return 0;
            }
            catch (BenchmarkException exception)
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
