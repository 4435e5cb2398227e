using System.CommandLine;
using Bridge.Benchmarks.Alerts;
using Bridge.Benchmarks.Drain;
using Bridge.Benchmarks.Growth;
using Bridge.Benchmarks.Ingest;
using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Micro;
using Bridge.Benchmarks.Neighbour;
using Bridge.Benchmarks.Rest;
using Bridge.Benchmarks.Storm;

namespace Bridge.Benchmarks;

/// <content>What each command takes, and what it runs.</content>
internal static partial class BenchmarkCommands
{
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
        var command = new Command("ingest", "Webhooks taken per second, beside the peer and a bare endpoint.") { store, connections, seconds, rounds };
        return Measure(command, (parsed, cancellationToken) => new IngestRun(new IngestOptions(
            parsed.GetValue(store)!,
            parsed.GetValue(connections),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
            SettingsOf(parsed))).RunAsync(cancellationToken));
    }

    private static Command Neighbour()
    {
        var perSecond = Number("--per-second", "New incidents.", 50);
        var seconds = Number("--seconds", "How long, in each round.", 10);
        var rounds = Number("--rounds", "How many times each trouble has its turn.", 3);
        var connections = Number("--connections", "That webhooks may come over.", 16);
        var command = new Command("neighbour", "The same while a second Grafana is broken.") { perSecond, seconds, rounds, connections };
        return Measure(command, (parsed, cancellationToken) => new NeighbourRun(new LatencyOptions(
            parsed.GetValue(perSecond),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
            parsed.GetValue(connections),
            SettingsOf(parsed))).RunAsync(cancellationToken));
    }

    private static Command Alerts()
    {
        var alerts = Number("--alerts", "Whose webhooks come before the first incident's.", 10_000);
        var perSecond = Number("--per-second", "New incidents.", 10);
        var seconds = Number("--seconds", "How long, in each round.", 20);
        var rounds = Number("--rounds", "How many times each has its turn.", 3);
        var connections = Number("--connections", "That webhooks may come over.", 16);
        var command = new Command("alerts", "The same while thousands of alerts are worked on.") { alerts, perSecond, seconds, rounds, connections };
        return Measure(command, (parsed, cancellationToken) => new AlertsRun(new LatencyOptions(
            parsed.GetValue(perSecond),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rounds),
            parsed.GetValue(connections),
            SettingsOf(parsed))
        {
            Alerts = parsed.GetValue(alerts),
        }).RunAsync(cancellationToken));
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
        var concurrency = Number("--concurrency", "Requests at once of the generator of bare POSTs: as many as the bridge has in a Grafana.", 4);
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
}
