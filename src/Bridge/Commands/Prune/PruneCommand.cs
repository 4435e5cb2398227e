using System.CommandLine;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

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
        var kind = new Option<string>("--kind")
        {
            Description = "Annotations of this kind, of which the settings show nothing any more; open ones too.",
            HelpName = "kind",
        };
        var yes = new Option<bool>("--yes") { Description = "Deletes them. Without it, they are only shown." };
        var json = CommandJson.Option();
        var command = new Command(
            "prune",
            "Deletes old annotations from every Grafana: only those that the bridge made, by a route of the settings, and whose incident is resolved, or over if they are about something else; or with --route those of a route that the settings do not have any more, or with --kind those of a kind that they do not show any more. Shows them first; --yes deletes them. Works beside a running bridge. Exits with 1 if something failed.")
        {
            olderThan,
            route,
            kind,
            yes,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(olderThan) is null && result.GetResult(route) is null && result.GetResult(kind) is null)
            {
                result.AddError("Option '--older-than', '--route' or '--kind' is required.");
            }
            else if (result.GetResult(route) is not null && result.GetResult(kind) is not null)
            {
                result.AddError("Options '--route' and '--kind' exclude each other.");
            }
        });
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) => RunAsync(
            services, arguments.GetValue(olderThan), arguments.GetValue(route), arguments.GetValue(kind), arguments.GetValue(yes), arguments.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, TimeReach? olderThan, string? route, string? kind, bool delete, bool json, CancellationToken stop)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        SubjectKind? former = kind is not null && SubjectKinds.TryParse(kind, out var named) ? named : null;
        var scope = new PruneScope(route, former, olderThan?.From(now));
        var unknown = kind is not null && former is null
            ? $"There is no kind {AnnotationText.OneLine(kind)}. There are: {string.Join(", ", SubjectKinds.All.Select(SubjectKinds.NameOf))}."
            : null;
        if ((unknown ?? Problem(scope, services.GetRequiredService<BridgeSettings>(), now)) is { } problem)
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
        { FormerKind: { } kind } when kind == SubjectKind.Incident || settings.Kinds.Any(one => one.Kind == kind && one.IsOn) =>
            $"The settings show the kind {SubjectKinds.NameOf(kind)}, so the bridge would post its annotations again. {(SubjectKinds.SectionOf(kind) is { } section ? $"Turn {section} off first, or leave" : "Leave")} --kind out.",
        _ => null,
    };

    private static async Task<PruneResult> RunAsync(
        IServiceProvider services, IAnnotationTarget target, PruneScope scope, bool delete, CancellationToken stop)
    {
        var (found, failure) = await services.GetRequiredService<PruneSearch>().FindAsync(target, scope, stop);
        return new PruneResult(target.Name, found, failure)
        {
            Tally = delete && found.Count > 0
                ? await services.GetRequiredService<PruneRun>().RunAsync(target, found, isFormer: scope.IsFormer, stop)
                : null,
        };
    }
}
