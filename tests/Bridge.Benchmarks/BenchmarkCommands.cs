using System.CommandLine;
using Bridge.Benchmarks.Drain;
using Bridge.Benchmarks.Growth;
using Bridge.Benchmarks.Ingest;
using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Micro;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Rest;
using Bridge.Benchmarks.Storm;
using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks;

/// <summary>The command line: a command for each table of <c>docs/performance.md</c>.</summary>
internal static class BenchmarkCommands
{
    private static readonly Option<FileInfo?> Report = new("--report")
    {
        Description = "A document whose tables are replaced, docs/performance.md; they are printed in any case.",
        Recursive = true,
    };

    private static readonly Option<string[]> Settings = new("--setting")
    {
        Description = "A setting of the bridge, as its environment has it: Reconciliation__MaxConcurrency=16.",
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
            ["micro"], ["ingest", "--store", "sqlite"], ["ingest", "--store", "postgres"], ["latency"], ["storm"], ["drain"], ["rest"], ["growth"],
        ];
        var command = new Command("all", "Everything, in turn, at its full size: hours on a machine that does nothing else.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] options = [.. parsed.Tokens.Skip(1).Select(token => token.Value)];
            await WriteAsync(parsed, await Machine.DescribeAsync(cancellationToken));
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

    private static Command Micro()
    {
        var isShort = new Option<bool>("--short") { Description = "Few iterations, to see whether it works." };
        var command = new Command("micro", "The hot functions by themselves.") { isShort };
        return Measure(command, (parsed, _) => Task.Run(() => MicroRun.Run(parsed.GetValue(isShort))));
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

    private static Command Latency()
    {
        var perSecond = Number("--per-second", "New incidents.", 50);
        var seconds = Number("--seconds", "How long, in each round.", 10);
        var rounds = Number("--rounds", "How many times, each with a new bridge.", 5);
        var connections = Number("--connections", "That webhooks may come over.", 16);
        var command = new Command("latency", "From a webhook to its annotation, at a steady pace.") { perSecond, seconds, rounds, connections };
        return Measure(command, (parsed, cancellationToken) => new LatencyRun(new LatencyOptions(
            parsed.GetValue(perSecond),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
            parsed.GetValue(connections),
            SettingsOf(parsed))).RunAsync(cancellationToken));
    }

    private static Command Storm()
    {
        var webhooks = Number("--webhooks", "In all.", 100_000);
        var incidents = Number("--incidents", "That they are about.", 1000);
        var connections = Number("--connections", "At once.", 64);
        var command = new Command("storm", "What many webhooks about few incidents cost the upstreams.") { webhooks, incidents, connections, RateLimit };
        return Measure(command, (parsed, cancellationToken) => new StormRun(new StormOptions(
            parsed.GetValue(webhooks),
            parsed.GetValue(incidents),
            parsed.GetValue(connections),
            parsed.GetValue(RateLimit),
            SettingsOf(parsed))).RunAsync(cancellationToken));
    }

    private static Command Drain()
    {
        var incidents = Number("--incidents", "That wait when the outage ends.", 10_000);
        var concurrency = Number("--concurrency", "Requests at once of the generator of bare POSTs.", 8);
        var rounds = Number("--rounds", "How many times each has its turn.", 3);
        var delays = new Option<int[]>("--delay")
        {
            Description = "Milliseconds that a request to Grafana takes; several for several variants.",
            DefaultValueFactory = _ => [0, 10],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("drain", "What an outage has left, beside bare POSTs.") { incidents, concurrency, rounds, delays, RateLimit };
        return Measure(command, (parsed, cancellationToken) => new DrainRun(new DrainOptions(
            parsed.GetValue(incidents),
            parsed.GetValue(concurrency),
            parsed.GetValue(rounds),
            [.. parsed.GetValue(delays)!.Select(delay => TimeSpan.FromMilliseconds(delay))],
            parsed.GetValue(RateLimit),
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

    private static Command Growth()
    {
        var webhooks = Number("--webhooks", "Until the rate is measured again.", 1_000_000);
        var step = Number("--step", "Measured at once.", 10_000);
        var incidents = Number("--incidents", "That they are about.", 100);
        var connections = Number("--connections", "At once.", 32);
        var command = new Command("growth", "Whether a million webhooks slow the next ones down, and what they leave on the disk.") { webhooks, step, incidents, connections };
        return Measure(command, (parsed, cancellationToken) => new GrowthRun(new GrowthOptions(
            parsed.GetValue(webhooks),
            parsed.GetValue(step),
            parsed.GetValue(incidents),
            parsed.GetValue(connections),
            SettingsOf(parsed))).RunAsync(cancellationToken));
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
                await WriteAsync(parsed, await measure(parsed, cancellationToken));
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

    private static Task WriteAsync(ParseResult parsed, ReportSection section)
    {
        if (parsed.GetValue(Report) is { } report)
        {
            ReportFile.Write(report.FullName, section);
        }

        return Console.Out.WriteLineAsync(section.ToString());
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Dictionary<string, string> SettingsOf(ParseResult parsed) => (parsed.GetValue(Settings) ?? [])
        .Select(setting => setting.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1] : "");
}
