using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;

namespace Bridge.Commands.Check;

/// <summary>Tells of names in the settings that incident.io does not have, and of what was meant. Pure.</summary>
internal static class AccountNames
{
    /// <summary>So many are listed; there may be hundreds of options.</summary>
    private const int MostListed = 12;

    /// <summary>The names of a route's condition, one of which an incident has to have.</summary>
    /// <param name="known">What there is.</param>
    /// <param name="lacks">The beginning of the sentence, such as <c>It has no incident type</c>.</param>
    /// <param name="names">What the route names.</param>
    /// <param name="route">The route.</param>
    public static IEnumerable<CheckResult> OfCondition(IReadOnlyList<string> known, string lacks, IReadOnlyList<string> names, string route)
    {
        var unknown = names.Where(name => !known.Any(one => RouteMatch.Same(one, name))).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var takesNone = names.All(name => unknown.Contains(name, StringComparer.OrdinalIgnoreCase));
        return unknown.Select(name => takesNone
            ? CheckResult.Failed(AccountCheck.Subject, $"{lacks} {name} (route {route}): the route takes no incident. {Meant(name, known)}")
            : CheckResult.Warning(AccountCheck.Subject, $"{lacks} {name} (route {route}): no incident has it. {Meant(name, known)}"));
    }

    /// <summary>A custom field that is not there. What a route needs fails; a tag or a text that lacks it is poorer.</summary>
    public static CheckResult OfField(IReadOnlyList<AccountField> known, FieldUse use)
    {
        var message = $"It has no custom field {use.Field} ({use.Setting}): {use.Consequence}. {Meant(use.Field, [.. known.Select(field => field.Name)])}";
        return use.Condition is not null ? CheckResult.Failed(AccountCheck.Subject, message) : CheckResult.Warning(AccountCheck.Subject, message);
    }

    /// <summary>Names of timestamps in order of preference. The bridge's own defaults may well be missing, as long as one of the list is there.</summary>
    /// <param name="known">What there is.</param>
    /// <param name="setting">The setting that has the list.</param>
    /// <param name="names">The list.</param>
    /// <param name="defaults">What the list is without a setting.</param>
    /// <param name="otherwise">What comes of it if none is there.</param>
    public static IEnumerable<CheckResult> OfTimestamps(
        IReadOnlyList<string> known, string setting, IReadOnlyList<string> names, IReadOnlyList<string> defaults, string otherwise)
    {
        var unknown = names.Where(name => !known.Any(one => TimestampName.Same(one, name))).ToList();
        if (unknown.Count == names.Count)
        {
            return [CheckResult.Warning(AccountCheck.Subject, $"It has none of the timestamps of {setting}: {otherwise}. {Meant(names[0], known)}")];
        }

        return unknown.Except(defaults).Select(name =>
            CheckResult.Warning(AccountCheck.Subject, $"It has no timestamp {name} ({setting}): it is passed over. {Meant(name, known)}"));
    }

    private static string Meant(string name, IReadOnlyList<string> known) =>
        (Misspelling.Of(name, known) is { } meant ? $"Did you mean {meant}? " : "") + known.Count switch
        {
            0 => "There is none.",
            > MostListed => $"There are: {string.Join(", ", known.Take(MostListed))} and {known.Count - MostListed} more.",
            _ => $"There are: {string.Join(", ", known)}.",
        };
}
