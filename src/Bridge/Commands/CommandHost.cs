using System.Runtime.InteropServices;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Commands;

/// <summary>
/// Runs a command that does not serve: with the bridge's parts, until it ends or is told to stop (SIGINT, SIGTERM), and with one line
/// on standard error instead of a stack trace when the store is the trouble.
/// </summary>
internal static class CommandHost
{
    /// <summary>The command did not do its work, or not all of it.</summary>
    public const int FailedExitCode = 1;

    /// <summary>The command line asks for what no command does.</summary>
    public const int UsageExitCode = 2;

    /// <param name="work">Gets the parts, and returns the exit code. Its token ends when the command is told to stop.</param>
    /// <exception cref="InvalidSettingsException">The settings have faults.</exception>
    public static async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var services = BridgeHost.BuildClients();
        try
        {
            return await work(services, stop.Token);
        }
        catch (StoreException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before it was done.");
        }

        return FailedExitCode;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Opens the store beside a bridge that may be running.</summary>
    /// <param name="services">The parts.</param>
    /// <param name="mayMake">Whether a database that is not there is made, or a sign that the settings are not the bridge's.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">It cannot be opened, or is not there.</exception>
    public static async Task<IBridgeStore> OpenStoreAsync(IServiceProvider services, bool mayMake, CancellationToken cancellationToken)
    {
        if (!mayMake && !StoreIsThere(services))
        {
            var path = Path.GetFullPath(services.GetRequiredService<BridgeSettings>().Storage.Path);
            throw new StoreException(
                $"Storage:Path: there is no database at {path}. The bridge makes it at its first start; run this command with the bridge's settings.");
        }

        var store = services.GetRequiredService<IBridgeStore>();
        await store.OpenAsync(StoreAccess.Command, cancellationToken);
        return store;
    }

    /// <summary>Whether there is something to open. Of a server, only opening it tells.</summary>
    public static bool StoreIsThere(IServiceProvider services)
    {
        var storage = services.GetRequiredService<BridgeSettings>().Storage;
        return storage.Provider != StorageProvider.Sqlite || File.Exists(storage.Path);
    }
}
