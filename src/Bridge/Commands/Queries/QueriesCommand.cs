using System.CommandLine;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;

namespace Bridge.Commands.Queries;

/// <summary><c>queries</c>: prints annotation queries that are ready to be pasted, or brings them to many dashboards at once.</summary>
internal static class QueriesCommand
{
    private static readonly Option<string?> Grafana = new("--grafana")
    {
        Description = "Queries for what is posted to this Grafana, by its name in the settings. Without it, for all of them.",
        HelpName = "name",
    };

    private static readonly Option<string?> Route = new("--route")
    {
        Description = "Queries for the annotations of this route alone.",
        HelpName = "name",
    };

    private static readonly Option<string[]> Variable = new("--variable")
    {
        Description = "Narrows every query for incidents down by a dashboard variable: service adds the tag service:$service, and service=svc adds service:$svc. May be given more than once.",
        HelpName = "key[=variable]",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> Apply = new("--apply")
    {
        Description = "Shows what would change on the dashboards of this folder (its uid or title) or with this tag; --yes saves it.",
        HelpName = "folder|tag",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "With --apply: saves the dashboards. Without it, changes are only shown." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "With --apply: only shows what would change, as without --yes." };

    public static Command Create()
    {
        var command = new Command(
            "queries",
            "Prints an annotation query per severity of incident.io, with a colour of its own, one for all open incidents, and one per kind that is shown beside incidents: as text with what to paste where, or in one of the forms below. With --apply it adds or updates them on the dashboards of a folder or with a tag. Exits with 1 if something failed.");
        foreach (var form in QueryForms.All)
        {
            command.Options.Add(form.Option);
        }

        command.Options.Add(Grafana);
        command.Options.Add(Route);
        command.Options.Add(Variable);
        command.Options.Add(Apply);
        command.Options.Add(DryRun);
        command.Options.Add(Yes);
        command.Validators.Add(result =>
        {
            var forms = QueryForms.All.Where(form => result.GetValue(form.Option)).Select(form => form.Option.Name).ToList();
            List<string> exclusive = [.. forms, .. result.GetValue(Apply) is null ? Array.Empty<string>() : [Apply.Name]];
            if (exclusive.Count > 1)
            {
                result.AddError($"Options '{exclusive[0]}' and '{exclusive[1]}' exclude each other.");
            }
            else if (result.GetValue(Yes) && result.GetValue(DryRun))
            {
                result.AddError("Options '--yes' and '--dry-run' exclude each other.");
            }
            else if ((result.GetValue(Yes) || result.GetValue(DryRun)) && result.GetValue(Apply) is null)
            {
                result.AddError("Options '--yes' and '--dry-run' need '--apply'.");
            }
        });
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) => RunAsync(services, arguments, stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ParseResult arguments, CancellationToken stop)
    {
        var settings = services.GetRequiredService<BridgeSettings>();
        var (choice, problem) = Choose(arguments, settings);
        if (choice is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return CommandHost.UsageExitCode;
        }

        var (severities, failure) = await services.GetRequiredService<IncidentClient>().GetSeveritiesAsync(stop);
        if (severities is null)
        {
            await Console.Error.WriteLineAsync($"The severities could not be read: {FailureWords.OfIncidentIo(failure!)}.");
            return CommandHost.FailedExitCode;
        }

        if (arguments.GetValue(Apply) is { } scope)
        {
            return await new QueriesApply(services, settings, severities).RunAsync(
                choice, scope, settings.GrafanaNames(), arguments.GetValue(Yes), stop);
        }

        var queries = AnnotationQueries.Of(severities, settings.Routes, choice, settings.Kinds);
        if (QueryForms.All.FirstOrDefault(form => arguments.GetValue(form.Option)) is { } chosen)
        {
            Console.Out.WriteLine(chosen.Print(queries, choice.Variables));
        }
        else
        {
            QueriesText.Write(CommandScreen.OfProcess(), queries);
        }

        return 0;
    }

    private static (QueryChoice? Choice, string? Problem) Choose(ParseResult arguments, BridgeSettings settings)
    {
        var names = settings.GrafanaNames();
        var (asked, route) = (arguments.GetValue(Grafana), arguments.GetValue(Route));
        var grafana = asked is null ? null : names.FirstOrDefault(name => RouteMatch.Same(name, asked));
        var variables = (arguments.GetValue(Variable) ?? []).Select(TagVariable.Read).ToList();
        var choice = new QueryChoice(grafana, route, [.. variables.Select(one => one.Variable).OfType<TagVariable>()]);
        var problem = asked is not null && grafana is null ? $"The settings have no Grafana {AnnotationText.OneLine(asked)}. There are: {string.Join(", ", names)}."
            : route is not null && settings.Routes.All(one => one.Name != route) ? $"The settings have no route {AnnotationText.OneLine(route)}. There are: {string.Join(", ", settings.Routes.Select(one => one.Name))}."
            : choice.RoutesOf(settings.Routes).Count == 0 ? $"No such route of the settings posts to Grafana {grafana}."
            : variables.Select(one => one.Problem).FirstOrDefault(one => one is not null);
        return problem is null ? (choice, null) : (null, problem);
    }
}
