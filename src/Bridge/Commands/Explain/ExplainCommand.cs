using System.CommandLine;
using Bridge.Commands.Output;
using Bridge.Reports;

namespace Bridge.Commands.Explain;

/// <summary><c>explain</c>: why an incident is, or is not, on a graph.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var incident = AskedSubject.ToArgument();
        var showPrivate = new Option<bool>("--show-private")
        {
            Description = "Shows the name, the status, the type and the custom fields of a private incident.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Prints one JSON document, of the form of /api/v1/incidents on the management port.",
        };
        var command = new Command(
            "explain",
            "Says why an incident is, or is not, on a graph: what was received, what incident.io says now, what became of it by each route, and what Grafana has. Changes nothing, and works beside a running bridge. Exits with 1 if incident.io or a Grafana could not be asked.")
        {
            incident,
            showPrivate,
            json,
        };
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) =>
            RunAsync(services, arguments.GetValue(incident)!, arguments.GetValue(showPrivate), arguments.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, AskedSubject asked, bool showPrivate, bool asJson, CancellationToken stop)
    {
        await CommandHost.OpenStoreAsync(services, mayMake: false, stop);
        var facts = await services.GetRequiredService<ExplainFactFinder>().FindAsync(asked, stop);
        var settings = services.GetRequiredService<BridgeSettings>();
        if (asJson)
        {
            Console.Out.WriteLine(ReportJson.Of(ExplainJson.Of(facts, settings, showPrivate)));
        }
        else
        {
            ExplainReport.Write(CommandScreen.OfProcess(), facts, settings, showPrivate);
        }

        var isAnswered = facts.SeverityFailure is null && facts.LookFailures.Count == 0 && (facts.Subject is not null || facts.IsHidden);
        return isAnswered ? 0 : CommandHost.FailedExitCode;
    }
}
