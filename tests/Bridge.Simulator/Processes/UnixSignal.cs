using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bridge.Simulator.Processes;

/// <summary>.NET can kill a process, but neither ask it to stop nor pause it. The numbers are those of Linux on x64 and Arm.</summary>
internal static class UnixSignal
{
    private const int SigQuit = 3;
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const int NoSuchProcess = 3;

    public static void Terminate(Process process) => Send(process, SigTerm);

    /// <summary>Freezes it: it runs on where it was after <see cref="Continue"/>, and hears nothing meanwhile.</summary>
    public static void Pause(Process process) => Send(process, SigStop);

    public static void Continue(Process process) => Send(process, SigContinue);

    /// <summary>Of a process that is not a child: PostgreSQL's immediate shutdown.</summary>
    public static void Quit(int processId) => Send(processId, SigQuit);

    private static void Send(Process process, int signal) => Send(process.Id, signal);

    private static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
        {
            throw new Win32Exception(error);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
