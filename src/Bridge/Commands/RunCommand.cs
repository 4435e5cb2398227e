using System.CommandLine;
using System.Runtime.InteropServices;
using Bridge.Store;

namespace Bridge.Commands;

/// <summary>The bridge itself.</summary>
internal static class RunCommand
{
    private const int FailedExitCode = 1;

    /// <summary>Beyond it a date and an interval together may be none that .NET knows.</summary>
    private static readonly DateTimeOffset LastUsableTime = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>SIGXFSZ on Linux, for which .NET has no name.</summary>
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Runs the whole bridge, and writes nothing to any Grafana: logs what it would write, and keeps it apart from the bridge's store.",
        };
        var command = new Command("run", "Takes webhooks and keeps Grafana's annotations up to date, until it is told to stop. The default.") { dryRun };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(dryRun), cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now > LastUsableTime)
        {
            await Console.Error.WriteLineAsync($"The clock of this machine says that it is the year {now.Year}: every webhook would be refused. Set it, and start again.");
            return FailedExitCode;
        }

        // A limit on the size of files would end the process in the middle of a write. Without the signal that write fails, and its webhook
        // is refused as on a full disk.
        using var survival = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create(FileTooLarge, context => context.Cancel = true) : null;
        try
        {
            return await ServeAsync(dryRun, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreException or IOException)
        {
            // The store cannot be opened, or a port cannot be had: the message says which.
            await Console.Error.WriteLineAsync(exception.Message);
            return FailedExitCode;
        }
    }

    private static async Task<int> ServeAsync(bool dryRun, CancellationToken cancellationToken)
    {
        StorageOptions? leftovers = null;
        try
        {
            await using var app = BridgeHost.Build(dryRun: dryRun);
            leftovers = dryRun ? DryRunStore.Of(app.Services.GetRequiredService<BridgeSettings>().Storage) : null;
            return await BridgeHost.RunAsync(app, cancellationToken);
        }
        finally
        {
            if (leftovers is not null)
            {
                DryRunStore.Clear(leftovers);
            }
        }
    }
}
