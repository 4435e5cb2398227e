using System.Runtime.InteropServices;
using Bridge.Simulator.Demo;

var (options, problem) = DemoOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync($"{problem} Try --help.");
    return 64;
}

if (options.ShowHelp)
{
    Console.WriteLine(DemoOptions.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await DemoProgram.RunAsync(options, stop.Token);

void Stop(PosixSignalContext signal)
{
    // The default would end us before the bridge is stopped and its folder is gone.
    signal.Cancel = true;
    stop.Cancel();
}
