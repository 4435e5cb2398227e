using Bridge.Commands;
using Bridge.Settings;

try
{
    return await BridgeCommands.RunAsync(args);
}
catch (InvalidSettingsException exception)
{
    foreach (var fault in exception.Faults)
    {
        await Console.Error.WriteLineAsync(fault.ToString());
    }

    return InvalidSettingsException.ExitCode;
}
catch (Exception exception)
{
    // Without this the runtime aborts, which looks like a crash of its own.
    await Console.Error.WriteLineAsync($"The bridge ended by a fault of its own. Please report it: {exception}");
    return 1;
}
