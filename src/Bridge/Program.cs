using Bridge;
using Bridge.Settings;
using Bridge.Store;

if (CommandLine.Answer(args) is { } exitCode)
{
    return exitCode;
}

try
{
    await using var app = BridgeHost.Build();
    return await BridgeHost.RunAsync(app, CancellationToken.None);
}
catch (InvalidSettingsException exception)
{
    foreach (var fault in exception.Faults)
    {
        await Console.Error.WriteLineAsync(fault.ToString());
    }

    return InvalidSettingsException.ExitCode;
}
catch (Exception exception) when (exception is StoreException or IOException)
{
    // The store cannot be opened, or a port is taken: the message says which.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
