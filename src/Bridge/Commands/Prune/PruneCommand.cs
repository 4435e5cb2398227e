using System.CommandLine;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Reconciliation;

namespace Bridge.Commands.Prune;

/// <summary><c>prune</c>: deletes the bridge's own old annotations; without <c>--yes</c> it only shows them.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var olderThan = TimeReach.Option("--older-than", "Annotations that ended before");
        var route = new Option<string>("--route")
        {
            Description = "Annotations of this route, which the settings do not have any more; open ones too.",
        };
        var yes = new Option<bool>("--yes") { Description = "Deletes them. Without it, they are only shown." };
        var json = CommandJson.Option();
        var command = new Command(
            "prune",
            "Deletes old annotations from every Grafana: only those that the bridge made, by a route of the settings, and whose incident is resolved; or with --route those of a route that the settings do not have any more. Shows them first; --yes deletes them. Works beside a running bridge. Exits with 1 if something failed.")
        {
            olderThan,
            route,
            yes,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(olderThan) is null && result.GetResult(route) is null)
            {
                result.AddError("Option '--older-than' or '--route' is required.");
            }
        });
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) => RunAsync(
            services, arguments.GetValue(olderThan), arguments.GetValue(route), arguments.GetValue(yes), arguments.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, TimeReach? olderThan, string? route, bool delete, bool json, CancellationToken stop)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var scope = new PruneScope(route, olderThan?.From(now));
        if (Problem(scope, services.GetRequiredService<BridgeSettings>(), now) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return CommandHost.UsageExitCode;
        }

        if (delete)
        {
            await CommandHost.OpenStoreAsync(services, mayMake: false, stop);
        }

        var screen = CommandScreen.OfProcess(silent: json);
        var results = new List<PruneResult>();
        foreach (var target in services.GetServices<IAnnotationTarget>().TakeWhile(_ => !results.Exists(result => result.Tally?.Stopped == true)))
        {
            var result = await RunAsync(services, target, scope, delete, stop);
            results.Add(result);
            PruneReport.Write(screen, scope, result);
            if (result.Failure is { } failure)
            {
                await Console.Error.WriteLineAsync($"Grafana {target.Name} could not be searched: {FailureWords.OfGrafana(failure.Reason, target.Name, null)}.");
            }
        }

        var isComplete = results.TrueForAll(result => result.IsComplete);
        if (json)
        {
            CommandJson.Write(PruneDocument.Of(scope, delete, isComplete, results), CommandJson.Default.PruneDocument);
        }

        return isComplete ? 0 : CommandHost.FailedExitCode;
    }

    private static string? Problem(PruneScope scope, BridgeSettings settings, DateTimeOffset now) => scope switch
    {
        { Before: { } before } when before > now => "--older-than lies in the future.",
        { FormerRoute: { } route } when settings.Routes.Any(one => one.Name == route) =>
            $"The settings have the route {AnnotationText.OneLine(route)}, so the bridge would post its annotations again. Take it out of Routes first, or leave --route out.",
        _ => null,
    };

    private static async Task<PruneResult> RunAsync(
        IServiceProvider services, IAnnotationTarget target, PruneScope scope, bool delete, CancellationToken stop)
    {
        var (found, failure) = await services.GetRequiredService<PruneSearch>().FindAsync(target, scope, stop);
        return new PruneResult(target.Name, found, failure)
        {
            Tally = delete && found.Count > 0
                ? await services.GetRequiredService<PruneRun>().RunAsync(target, found, isFormerRoute: scope.FormerRoute is not null, stop)
                : null,
        };
    }
}
