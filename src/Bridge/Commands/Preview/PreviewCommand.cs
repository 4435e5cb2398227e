using System.CommandLine;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary><c>preview</c>: what the settings would post, as a table or word for word. It needs no Grafana and no store.</summary>
internal static class PreviewCommand
{
    private static readonly TimeReach Default = TimeReach.Days(30);

    public static Command Create()
    {
        var incident = AskedSubject.ToOptionalArgument("Without it, all of the last days.");
        var since = TimeReach.Option("--since", "Incidents created since then, and those from before that are still open; without it, the last 30 days");
        var text = new Option<bool>("--text") { Description = "Shows each annotation with its text, its tags and where it would go." };
        var showPrivate = new Option<bool>("--show-private") { Description = "Shows the names of private incidents." };
        var json = CommandJson.Option();
        var command = new Command(
            "preview", "Shows what would be posted, of one incident or of many, as if Grafana had nothing yet. Asks incident.io, and writes nothing.")
        {
            incident,
            since,
            text,
            showPrivate,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(incident) is { Tokens.Count: > 0 } && result.GetResult(since) is { Implicit: false })
            {
                result.AddError("Name an incident or --since, not both.");
            }
        });
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) => RunAsync(
            services,
            new PreviewQuestion(
                arguments.GetValue(incident),
                arguments.GetValue(since) ?? Default,
                arguments.GetValue(text),
                arguments.GetValue(showPrivate),
                arguments.GetValue(json)),
            stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, PreviewQuestion asked, CancellationToken stop)
    {
        var settings = services.GetRequiredService<BridgeSettings>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var range = new TimeRange(asked.Since.From(now), null);
        if (range.Problem(now) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return CommandHost.UsageExitCode;
        }

        var (severities, failure) = await services.GetRequiredService<SeverityCatalog>().GetAsync(settings.Routes.NamedSeverities(), stop);
        if (severities is null)
        {
            return Fail(Sentence("incident.io did not give its severities", failure!));
        }

        var screen = CommandScreen.OfProcess(silent: asked.Json);
        var faults = settings.Routes.Select(route => ReconciliationPlan.FaultOf(route, severities)).OfType<UpstreamFailure>().ToList();
        var found = new PreviewFound { Severities = severities, Range = asked.Incident is null ? range : null, Faults = faults };
        var states = services.GetRequiredService<SubjectStates>();
        if (asked.Incident is { } one)
        {
            var (subject, unread) = await one.FetchAsync(states, stop);
            if (subject is not Incident incident)
            {
                return Fail(CommandText.Sentence($"{one} could not be read: {FailureWords.OfIncidentIo(unread!)}"));
            }

            found.Add(incident, settings, now);
        }
        else
        {
            var history = new IncidentHistory(states, settings.Annotations);
            await screen.WithProgressAsync("incidents", async meter =>
            {
                await foreach (var state in history.ReadAsync(range, meter, stop))
                {
                    found.Add(state.Incident!, settings, now);
                    meter.Step();
                }
            });
            found.ListFailure = history.Failure;
        }

        if (asked.Json)
        {
            CommandJson.Write(PreviewDocument.Of(found, asked.ShowPrivate), CommandJson.Default.PreviewDocument);
        }
        else
        {
            PreviewReport.Write(screen, found, asked);
        }

        faults.ForEach(fault => Fail($"{fault.Detail}: nothing would be posted by it."));
        return found.ListFailure is { } broken ? Fail(Sentence("incident.io's list broke off", broken))
            : found.IsComplete ? 0
            : CommandHost.FailedExitCode;
    }

    private static string Sentence(string what, UpstreamFailure failure) =>
        $"{what}: {Labels.Of(failure.Reason)} ({AnnotationText.OneLine(failure.Detail)}).";

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return CommandHost.FailedExitCode;
    }
}

/// <summary>What somebody wants to see.</summary>
/// <param name="Incident">One incident; none for all since a time.</param>
/// <param name="Since">That time.</param>
/// <param name="Text">Whether each annotation is shown word for word.</param>
/// <param name="ShowPrivate">Whether private incidents' words are shown.</param>
/// <param name="Json">Whether a program reads it.</param>
internal sealed record PreviewQuestion(AskedSubject? Incident, TimeReach Since, bool Text, bool ShowPrivate, bool Json);
