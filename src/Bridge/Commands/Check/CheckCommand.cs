using System.CommandLine;
using Bridge.Commands.Output;
using Bridge.Settings;

namespace Bridge.Commands.Check;

/// <summary><c>check</c>: asks everything that the bridge depends on whether it would work. It changes nothing.</summary>
internal static class CheckCommand
{
    private const int FailedExitCode = 1;

    public static Command Create()
    {
        var json = CommandJson.Option();
        var command = new Command(
            "check",
            "Asks whether the bridge would work: settings, incident.io's key and its roles, each Grafana's address and permissions, the store, the clock. Changes nothing. Exits with 1 if something failed, and with 78 if settings have faults.")
        {
            json,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        var (results, hasSettings) = await CheckAsync(cancellationToken);
        if (json)
        {
            CommandJson.Write(CheckReport.Document(results), CommandJson.Default.CheckDocument);
        }
        else
        {
            CheckReport.Write(CommandScreen.OfProcess(), results);
        }

        return !hasSettings ? InvalidSettingsException.ExitCode
            : results.Any(result => result.Status == CheckStatus.Failed) ? FailedExitCode : 0;
    }

    private static async Task<(IReadOnlyList<CheckResult> Results, bool HasSettings)> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var services = BridgeHost.BuildClients();
            return ([CheckResult.Ok("Settings", "Complete."), .. await services.GetRequiredService<Checks>().RunAsync(cancellationToken)], true);
        }
        catch (InvalidSettingsException exception)
        {
            return ([.. exception.Faults.Select(fault => CheckResult.Failed(fault.Setting, fault.Problem))], false);
        }
    }
}
