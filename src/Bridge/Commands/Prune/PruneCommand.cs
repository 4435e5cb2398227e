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
        var command = new Command(
            "prune",
            "Deletes old annotations from every Grafana: only those that the bridge made, by a route of the settings, and whose incident is resolved; or with --route those of a route that the settings do not have any more. Shows them first; --yes deletes them. Works beside a running bridge. Exits with 1 if something failed.")
        {
            olderThan,
            route,
            yes,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(olderThan) is null && result.GetResult(route) is null)
            {
                result.AddError("Option '--older-than' or '--route' is required.");
            }
        });
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) =>
            RunAsync(services, arguments.GetValue(olderThan), arguments.GetValue(route), arguments.GetValue(yes), stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, TimeReach? olderThan, string? route, bool delete, CancellationToken stop)
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

        var screen = CommandScreen.OfProcess();
        var isComplete = true;
        foreach (var target in services.GetServices<IAnnotationTarget>())
        {
            isComplete &= await RunAsync(services, target, scope, delete, screen, stop);
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

    private static async Task<bool> RunAsync(
        IServiceProvider services, IAnnotationTarget target, PruneScope scope, bool delete, CommandScreen screen, CancellationToken stop)
    {
        var (found, failure) = await services.GetRequiredService<PruneSearch>().FindAsync(target, scope, stop);
        if (failure is not null)
        {
            await Console.Error.WriteLineAsync($"Grafana {target.Name} could not be searched: {FailureWords.OfGrafana(failure.Reason, target.Name, null)}.");
            return false;
        }

        var count = CommandText.Count(found.Count, "annotation");
        if (!delete || found.Count == 0)
        {
            Show(screen, found);
            screen.Line(found.Count == 0
                ? $"Grafana {target.Name}: {Nothing(scope)}."
                : $"Grafana {target.Name}: {count} {scope} would be deleted. --yes deletes them.");
            return true;
        }

        var tally = await services.GetRequiredService<PruneRun>().RunAsync(target, found, isFormerRoute: scope.FormerRoute is not null, stop);
        screen.Line($"Grafana {target.Name}: {tally.Deleted} of {count} {scope} deleted.");
        if (tally.Left > 0)
        {
            screen.Line($"  {tally.Left} left: the bridge works on their incidents. Run it again later.");
        }

        foreach (var (reason, number) in tally.Failed)
        {
            screen.Line($"  {number} failed: {FailureWords.OfGrafana(reason, target.Name, null)}.");
        }

        return tally.Failed.Count == 0;
    }

    private static string Nothing(PruneScope scope) => scope is { FormerRoute: null, Before: { } before }
        ? $"no annotation of the bridge ended before {CommandText.Of(before)}"
        : $"no annotation {scope}";

    private static void Show(CommandScreen screen, IReadOnlyList<PruneCandidate> found)
    {
        if (found.Count > 0)
        {
            screen.Table(
                ["Annotation", "Incident", "Route", "Ended"],
                [
                    .. found.Select(candidate => (IReadOnlyList<string>)
                    [
                        CommandText.Number(candidate.Annotation.Id.Value),
                        CommandText.Typed(AnnotationTags.ReferenceOf(candidate.Annotation.Tags) ?? candidate.Incident.Value),
                        candidate.Route,
                        CommandText.Of(candidate.Annotation.End),
                    ]),
                ]);
            screen.Line();
        }
    }
}
