using System.Diagnostics;

namespace Bridge.Simulator.Processes;

/// <summary>How the bridge is started: with our environment less everything in it that would be a setting, plus the settings given.</summary>
/// <param name="Info">What to start.</param>
/// <param name="Container">The name of the container that it starts; null when it is the bridge itself.</param>
internal sealed record BridgeStart(ProcessStartInfo Info, string? Container)
{
    public static BridgeStart With(
        BridgeBinary? named, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        if (named is null && BridgeContainer.Image is { } image)
        {
            var name = $"incident-bridge-{Guid.NewGuid():N}";
            return new BridgeStart(Prepare(BridgeContainer.Info(name, image, environment, arguments), environment), name);
        }

        var binary = named ?? BridgeBinary.Find();
        return new BridgeStart(Prepare(new ProcessStartInfo(binary.FileName, [.. binary.Arguments, .. arguments]), environment), Container: null);
    }

    private static ProcessStartInfo Prepare(ProcessStartInfo info, IReadOnlyDictionary<string, string> environment)
    {
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.UseShellExecute = false;
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
