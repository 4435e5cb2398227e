using System.Globalization;

namespace Bridge.Benchmarks.Rest;

/// <summary>The memory of a process, in bytes.</summary>
/// <param name="Resident">Everything that it has in memory, files that others may have mapped too included: what <c>ps</c> shows.</param>
/// <param name="Proportional">The same with what is shared divided among those who share it.</param>
/// <param name="Anonymous">What is in no file, and so cannot be dropped and read again.</param>
internal sealed record ResidentMemory(long Resident, long Proportional, long Anonymous)
{
    public static ResidentMemory Of(int processId)
    {
        var values = File.ReadLines($"/proc/{processId}/smaps_rollup")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts is [_, _, "kB"])
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture) * 1024);
        return new ResidentMemory(values["Rss:"], values["Pss:"], values["Anonymous:"]);
    }
}
