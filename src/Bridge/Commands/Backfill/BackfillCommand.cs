using System.CommandLine;
using Bridge.Commands.Output;
using Bridge.Store;

namespace Bridge.Commands.Backfill;

/// <summary><c>backfill</c>: annotates the incidents of the past, or puts right what was posted of them.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var since = TimeReach.Option("--since", "Incidents created since then, and those from before that are still open");
        since.Required = true;
        var until = TimeReach.Option("--until", "Only incidents created until then; without it, until now");
        var json = CommandJson.Option();
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows what would be done, and writes nothing." };
        var command = new Command(
            "backfill",
            "Annotates the incidents of the past, and puts back what is missing, changed, doubled or elsewhere in Grafana. Works beside a running bridge, and can be stopped and run again: what is right already is not written again. Exits with 1 if something failed.")
        {
            since,
            until,
            dryRun,
            json,
        };
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) => RunAsync(
            services, arguments.GetValue(since)!.Value, arguments.GetValue(until), arguments.GetValue(dryRun), arguments.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, TimeReach since, TimeReach? until, bool isDryRun, bool json, CancellationToken stop)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var range = new TimeRange(since.From(now), until?.From(now));
        if (range.Problem(now) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return CommandHost.UsageExitCode;
        }

        var screen = CommandScreen.OfProcess(silent: json);
        screen.Line($"Incidents created since {CommandText.Of(range.Since)}{(range.Until is { } end ? $" and until {CommandText.Of(end)}" : "")}, and those from before that are still open.");
        if (services.GetRequiredService<BridgeSettings>().Annotations.KeepFor is { Ticks: > 0 } keepFor && range.Since < now - keepFor)
        {
            screen.Line($"Those that ended before {CommandText.Of(now - keepFor)} are skipped: Annotations:KeepFor is {keepFor:c}.");
        }

        var (tally, plan) = isDryRun ? await PlanAsync(services, range, screen, stop) : (await WorkAsync(services, range, screen, stop), null);
        if (json)
        {
            CommandJson.Write(BackfillDocument.Of(range, tally, plan), CommandJson.Default.BackfillDocument);
        }
        else
        {
            BackfillReport.WritePlan(screen, plan ?? []);
            BackfillReport.WriteSummary(screen, tally, isDryRun);
        }

        return tally.IsComplete ? 0 : CommandHost.FailedExitCode;
    }

    private static async Task<BackfillTally> WorkAsync(
        IServiceProvider services, TimeRange range, CommandScreen screen, CancellationToken stop)
    {
        await CommandHost.OpenStoreAsync(services, mayMake: true, stop);
        var tally = new BackfillTally();
        await screen.WithProgressAsync("incidents", meter => services.GetRequiredService<BackfillRun>().RunAsync(range, tally, meter, stop));
        return tally;
    }

    private static async Task<(BackfillTally Tally, IReadOnlyList<PlannedStep>? Steps)> PlanAsync(
        IServiceProvider services, TimeRange range, CommandScreen screen, CancellationToken stop)
    {
        IBridgeStore? store = CommandHost.StoreIsThere(services)
            ? await CommandHost.OpenStoreAsync(services, mayMake: false, stop)
            : null;
        var tally = new BackfillTally();
        var steps = new List<PlannedStep>();
        await screen.WithProgressAsync("incidents", meter =>
            services.GetRequiredService<BackfillPlan>().MakeAsync(range, store, tally, steps, meter, stop));
        return (tally, steps);
    }
}
