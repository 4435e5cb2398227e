using System.Runtime.InteropServices;

namespace Bridge.Ports;

/// <summary>
/// How many files and connections the process may have open. Many service managers set a soft limit of 1,024, for the sake of programs that
/// use <c>select</c>, and a far higher hard one that a program may raise it to; the native build of .NET does not do that by itself.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>RLIMIT_NOFILE of Linux (getrlimit(2)).</summary>
    private const int OpenFiles = 7;

    /// <summary>Raises the soft limit to the hard one.</summary>
    /// <returns>The limit that holds then; <see cref="int.MaxValue"/> where it is not known.</returns>
    public static int Raise()
    {
        var limit = default(Limit);
        if (!OperatingSystem.IsLinux() || GetLimit(OpenFiles, ref limit) != 0)
        {
            return int.MaxValue;
        }

        if (limit.Soft < limit.Hard)
        {
            var raised = limit with { Soft = limit.Hard };
            limit = SetLimit(OpenFiles, ref raised) == 0 ? raised : limit;
        }

        return (int)Math.Min(limit.Soft, int.MaxValue);
    }

    [DllImport("libc", EntryPoint = "getrlimit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, ref Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limit limit);

    /// <summary>struct rlimit of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
