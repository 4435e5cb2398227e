using Bridge.Store;

namespace Bridge.Commands;

/// <summary>The bridge itself.</summary>
internal static class RunCommand
{
    private const int FailedExitCode = 1;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var app = BridgeHost.Build();
            return await BridgeHost.RunAsync(app, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreException or IOException)
        {
            // The store cannot be opened, or a port is taken: the message says which.
            await Console.Error.WriteLineAsync(exception.Message);
            return FailedExitCode;
        }
    }
}
