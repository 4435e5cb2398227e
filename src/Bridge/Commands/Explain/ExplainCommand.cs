using System.CommandLine;
using Bridge.Commands.Output;

namespace Bridge.Commands.Explain;

/// <summary><c>explain</c>: why an incident is, or is not, on a graph.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var incident = AskedIncident.ToArgument();
        var showPrivate = new Option<bool>("--show-private")
        {
            Description = "Shows the name, the status, the type and the custom fields of a private incident.",
        };
        var command = new Command(
            "explain",
            "Says why an incident is, or is not, on a graph: what was received, what incident.io says now, what became of it by each route, and what Grafana has. Changes nothing, and works beside a running bridge. Exits with 1 if incident.io or a Grafana could not be asked.")
        {
            incident,
            showPrivate,
        };
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) =>
            RunAsync(services, arguments.GetValue(incident)!, arguments.GetValue(showPrivate), stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, AskedIncident asked, bool showPrivate, CancellationToken stop)
    {
        await CommandHost.OpenStoreAsync(services, mayMake: false, stop);
        var facts = await services.GetRequiredService<ExplainFactFinder>().FindAsync(asked, stop);
        ExplainReport.Write(CommandScreen.OfProcess(), facts, services.GetRequiredService<BridgeSettings>(), showPrivate);
        var isAnswered = facts.SeverityFailure is null && facts.LookFailures.Count == 0 && (facts.Incident is not null || facts.IsHidden);
        return isAnswered ? 0 : CommandHost.FailedExitCode;
    }
}
