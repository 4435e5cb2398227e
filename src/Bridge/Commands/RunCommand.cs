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

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
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
            await using var app = BridgeHost.Build();
            return await BridgeHost.RunAsync(app, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreException or IOException)
        {
            // The store cannot be opened, or a port cannot be had: the message says which.
            await Console.Error.WriteLineAsync(exception.Message);
            return FailedExitCode;
        }
    }
}
