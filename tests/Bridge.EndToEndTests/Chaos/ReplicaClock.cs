using System.Diagnostics;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// The wall clock of one replica, which can be moved while it runs: by a page of C (<c>moved-clock.c</c>) that the machine's compiler
/// makes a library of. The one that Debian has, libfaketime, either moves the clock of the timers too, or keeps the bridge's threads spinning.
/// </summary>
internal sealed class ReplicaClock(string file)
{
    private static readonly Lazy<string?> Library = new(Compile);

    /// <summary>Whether clocks can be moved here. In CI they have to be: the native build needs a compiler as well.</summary>
    public static bool CanMove
    {
        get
        {
            Assert.True(Library.Value is not null || Environment.GetEnvironmentVariable("CI") != "true", "There is no C compiler.");
            return Library.Value is not null;
        }
    }

    /// <summary>What the replica has to be started with; nothing where clocks cannot be moved.</summary>
    public IReadOnlyDictionary<string, string> Settings => Library.Value is { } library
        ? new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CHAOS_CLOCK"] = file }
        : new Dictionary<string, string>();

    /// <summary>How far the clock is ahead of the machine's, in seconds.</summary>
    public void SetOff(int seconds)
    {
        // In place: the replica has mapped these eight bytes.
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(BitConverter.GetBytes((long)seconds));
    }

    private static string? Compile()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Chaos", "moved-clock.c");
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
