using System.Diagnostics;

namespace Bridge.Simulator.Processes;

/// <summary>
/// The wall clock of one bridge, which can be moved while it runs: by a page of C (<c>moved-clock.c</c>) that the machine's compiler
/// makes a library of. The one that Debian has, libfaketime, either moves the clock of the timers too, or keeps the bridge's threads spinning.
/// </summary>
public sealed class MovedClock(string file)
{
    private static readonly Lazy<string?> Library = new(Compile);

    /// <summary>Whether clocks can be moved here: that takes a C compiler.</summary>
    public static bool IsPossible => Library.Value is not null;

    /// <summary>What the bridge has to be started with; nothing where clocks cannot be moved.</summary>
    public IReadOnlyDictionary<string, string> Settings => Library.Value is { } library
        ? new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["MOVED_CLOCK"] = file }
        : new Dictionary<string, string>();

    /// <summary>How far the clock is ahead of the machine's, in seconds.</summary>
    public void SetOff(long seconds)
    {
        // In place: the bridge has mapped these eight bytes.
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(BitConverter.GetBytes(seconds));
    }

    private static string? Compile()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Processes", "moved-clock.c");
        var library = Path.Combine(AppContext.BaseDirectory, $"moved-clock-{Environment.ProcessId}.so");
        foreach (var compiler in new[] { "clang", "cc", "gcc" })
        {
            try
            {
                using var process = Process.Start(compiler, ["-shared", "-fPIC", "-O2", "-o", library, source]);
                process.WaitForExit();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(library);
                return process.ExitCode == 0 ? library : null;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed; perhaps the next.
            }
        }

        return null;
    }
}
