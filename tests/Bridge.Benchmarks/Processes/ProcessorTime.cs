using System.Globalization;

namespace Bridge.Benchmarks.Processes;

/// <summary>The processor time that a process has had, all its threads together.</summary>
internal static class ProcessorTime
{
    /// <summary>The kernel counts in hundredths of a second, whatever its own clock ticks in.</summary>
    private const int TicksPerSecond = 100;

    public static TimeSpan Of(int processId)
    {
        // The name of the program, in brackets, may have blanks; utime and stime are the 12th and 13th field after it.
        var text = File.ReadAllText($"/proc/{processId}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / (double)TicksPerSecond);
    }
}
