using System.Diagnostics;

namespace Bridge.Simulator.Processes;

/// <summary>How the bridge is started: with our environment less everything in it that would be a setting, plus the settings given.</summary>
internal static class BridgeStart
{
    public static ProcessStartInfo Info(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var binary = BridgeBinary.Find();
        var info = new ProcessStartInfo(binary.FileName, [.. binary.Arguments, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in info.Environment.Keys.Where(IsSetting).ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static bool IsSetting(string name) =>
        Array.Exists(BridgeEnvironment.Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
