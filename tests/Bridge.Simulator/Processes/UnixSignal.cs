using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bridge.Simulator.Processes;

/// <summary>.NET can kill a process but not ask it to stop.</summary>
internal static class UnixSignal
{
    private const int SigTerm = 15;
    private const int NoSuchProcess = 3;

    public static void Terminate(Process process)
    {
        if (Kill(process.Id, SigTerm) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
        {
            throw new Win32Exception(error);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
