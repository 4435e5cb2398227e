using System.CommandLine;
using Bridge.Commands.Output;

namespace Bridge.Commands.Resync;

/// <summary><c>resync</c>: brings one incident up to date now, and repairs its annotations.</summary>
internal static class ResyncCommand
{
    public static Command Create()
    {
        var incident = AskedSubject.ToArgument();
        var json = CommandJson.Option();
        var command = new Command(
            "resync",
            "Fetches an incident, looks in Grafana, and puts back what is missing, changed, doubled or elsewhere; says what was done. Works beside a running bridge. Exits with 1 if it failed.")
        {
            incident,
            json,
        };
        command.SetAction((arguments, _) => CommandHost.RunAsync((services, stop) =>
            RunAsync(services, arguments.GetValue(incident)!, arguments.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, AskedSubject asked, bool json, CancellationToken stop)
    {
        var screen = CommandScreen.OfProcess(silent: json);
        await CommandHost.OpenStoreAsync(services, mayMake: false, stop);
        var result = await services.GetRequiredService<ResyncRun>().RunAsync(
            asked, () => screen.Line($"Somebody works on {asked} already; waiting for them to end."), stop);
        if (json)
        {
            CommandJson.Write(ResyncDocument.Of(asked, result), CommandJson.Default.ResyncDocument);
        }
        else
        {
            ResyncReport.Write(screen, asked, result);
        }

        return result.IsUpToDate ? 0 : CommandHost.FailedExitCode;
    }
}
