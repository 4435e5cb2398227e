using Bridge.Settings;

namespace Bridge.UnitTests.Settings;

/// <summary>
/// Finds out which settings a section has by asking the reader: it names the ones it knows in the fault of one that it does not. So
/// what is found is what is read, whatever the options are called in the code.
/// </summary>
internal static class SettingProbe
{
    private const string Unknown = "Unheard-of";

    /// <summary>Every setting of a section and of the sections and lists below it; an entry of a list stands as <c>:0</c>.</summary>
    public static IEnumerable<ProbedSetting> Below(string section)
    {
        var known = KnownIn(section) ?? throw new ArgumentException($"{section} is no section.", nameof(section));
        foreach (var name in known.Select(key => $"{section}:{key}"))
        {
            string[] inner = [.. new[] { name, $"{name}:0" }.Where(path => KnownIn(path) is not null)];
            foreach (var setting in inner.Length > 0 ? inner.SelectMany(Below) : [Describe(section, name)])
            {
                yield return setting;
            }
        }
    }

    private static ProbedSetting Describe(string section, string name)
    {
        const string OneOf = "is not one of ";
        var refusal = Faults((name, "?")).FirstOrDefault(fault => fault.Setting == name)?.Problem ?? "";
        return new ProbedSetting(
            name,
            IsRequired: Faults(($"{section}:{Unknown}", "?")).Any(fault => fault.Setting == name && fault.Problem.StartsWith("is required", StringComparison.Ordinal)),
            IsList: refusal.StartsWith("is a list", StringComparison.Ordinal),
            refusal.StartsWith(OneOf, StringComparison.Ordinal) ? refusal[OneOf.Length..].TrimEnd('.').Split(", ") : []);
    }

    private static string[]? KnownIn(string section)
    {
        const string KnownHere = "Known here: ";
        var problem = Faults(($"{section}:{Unknown}", "?")).FirstOrDefault(fault => fault.Setting == $"{section}:{Unknown}")?.Problem ?? "";
        var start = problem.IndexOf(KnownHere, StringComparison.Ordinal);
        return start < 0 ? null : problem[(start + KnownHere.Length)..].TrimEnd('.').Split(", ");
    }

    /// <summary>Never none, so that a setting that takes every value can be asked about too.</summary>
    private static IReadOnlyList<SettingFault> Faults(params (string Key, string? Value)[] settings) =>
        TestSettings.Faults([("Server:WebhookPort", "?"), .. settings]);
}

/// <param name="Name">Its key in configuration.</param>
/// <param name="IsRequired">Whether its absence is a fault.</param>
/// <param name="IsList">Whether it takes numbered entries alone.</param>
/// <param name="Choices">The words that it takes; empty when it takes others.</param>
internal sealed record ProbedSetting(string Name, bool IsRequired, bool IsList, IReadOnlyList<string> Choices);
