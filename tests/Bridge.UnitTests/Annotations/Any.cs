using System.Text;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Annotations;

/// <summary>Generators of what incident.io may send and an operator may configure.</summary>
internal static class Any
{
    /// <summary>What people type, and what nobody should: markup, colons, blanks, controls, emoji, marks of direction.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
            Gen.Char['a', 'z'].Select(character => character.ToString()),
            Gen.Char['A', 'Z'].Select(character => character.ToString()),
            Gen.OneOf(":", ",", " ", "\t", "\n", "\0", "\u0007", "\u00a0", "\u2028", "\u202e", "<b>", "\"", "'", "&amp;", "é", "支", "🔥", "İ"),
            Gen.Int[0x20, 0xD7FF].Select(value => new Rune(value).ToString()),
            Gen.Int[0x10000, 0x10FFFF].Select(value => new Rune(value).ToString()))
        .Array[0, 60]
        .Select(string.Concat);

    public static readonly Gen<string> LongText = Gen.Select(Text, Gen.Int[1, 20], (text, times) => string.Concat(Enumerable.Repeat(text, times)));

    /// <summary>Within a day, in steps finer than a millisecond.</summary>
    public static readonly Gen<DateTimeOffset> Time =
        Gen.Long[-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay].Select(ticks => AnIncident.DeclaredAt.AddTicks(ticks));

    public static readonly Gen<StatusCategory> Category = Gen.OneOf(Enum.GetValues<StatusCategory>());

    public static readonly Gen<AnnotationOptions> Options = Gen.Select(
        Gen.OneOf(Enum.GetValues<AnnotationShape>()),
        Gen.OneOf(Enum.GetValues<PrivateMode>()),
        Gen.Bool,
        (shape, mode, triage) => new AnnotationOptions { Shape = shape, Private = mode, IncludeTriage = triage, Tags = ["team:payments"] });

    public static readonly Gen<ShownState> Shown = Gen.OneOf(
        Gen.Const(ShownState.Nothing),
        Gen.Const(new ShownState(AnnotationStatus.Open, null)),
        Time.Select(end => new ShownState(AnnotationStatus.Resolved, DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()))));

    private static readonly Gen<IncidentTimestamp> Timestamp = Gen.Select(
        Gen.OneOf("Impact started at", "reported", "Accepted at", "Resolved at", "FIXED AT", "Closed", "Identified at"),
        Time,
        (name, time) => new IncidentTimestamp(name, time));

    public static readonly Gen<Incident> Incident =
        from category in Category
        from isPrivate in Gen.Bool
        from name in Text
        from reference in Text
        from severity in Gen.OneOf(
            Gen.Const((IncidentSeverity?)null), Text.Select(text => (IncidentSeverity?)new IncidentSeverity(text, 1)))
        from timestamps in Timestamp.Array[0, 5]
        from created in Time
        from updated in Time
        select AnIncident.In(category) with
        {
            IsPrivate = isPrivate,
            Name = name,
            Reference = reference,
            Severity = severity,
            Timestamps = timestamps,
            CreatedAt = created,
            UpdatedAt = updated,
        };
}
