using System.CommandLine;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary><c>preview</c>: what the settings would post, as a table. It needs no Grafana and no store.</summary>
internal static class PreviewCommand
{
    private static readonly TimeReach Default = TimeReach.Days(30);

    public static Command Create()
    {
        var since = TimeReach.Option("--since", "Incidents created since then, and those from before that are still open; without it, the last 30 days");
        var showPrivate = new Option<bool>("--show-private") { Description = "Shows the names of private incidents." };
        var command = new Command(
            "preview", "Shows what would be posted, as a table, as if Grafana had nothing yet. Asks incident.io, and writes nothing.")
        {
            since,
            showPrivate,
        };
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) =>
            RunAsync(services, arguments.GetValue(since) ?? Default, arguments.GetValue(showPrivate), stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, TimeReach since, bool showPrivate, CancellationToken stop)
    {
        var settings = services.GetRequiredService<BridgeSettings>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var range = new TimeRange(since.From(now), null);
        if (range.Problem(now) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return CommandHost.UsageExitCode;
        }

        var (severities, failure) = await services.GetRequiredService<SeverityCatalog>().GetAsync(settings.Routes.NamedSeverities(), stop);
        if (failure is not null)
        {
            return Fail(Sentence("incident.io did not give its severities", failure));
        }

        var screen = CommandScreen.OfProcess();
        var rows = new List<PreviewRow>();
        var listed = 0;
        var history = new IncidentHistory(services.GetRequiredService<IncidentStates>(), settings.Annotations);
        await screen.WithProgressAsync("incidents", async meter =>
        {
            await foreach (var state in history.ReadAsync(range, meter, stop))
            {
                listed++;
                rows.AddRange(PreviewRow.Of(state.Incident!, settings.Routes, settings.Annotations, severities, now));
                meter.Step();
            }
        });

        PreviewReport.Write(screen, rows, listed, range, showPrivate);
        var faults = settings.Routes.Select(route => ReconciliationPlan.FaultOf(route, severities)).OfType<UpstreamFailure>().ToList();
        faults.ForEach(fault => Fail($"{fault.Detail}: nothing would be posted by it."));
        return history.Failure is { } broken ? Fail(Sentence("incident.io's list broke off", broken))
            : faults.Count > 0 ? CommandHost.FailedExitCode
            : 0;
    }

    private static string Sentence(string what, UpstreamFailure failure) =>
        $"{what}: {Labels.Of(failure.Reason)} ({AnnotationText.OneLine(failure.Detail)}).";

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return CommandHost.FailedExitCode;
    }
}
