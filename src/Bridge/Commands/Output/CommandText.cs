using System.Globalization;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Commands.Output;

/// <summary>How commands write things. What a person typed goes out on one line and without controls: it must not steer the terminal.</summary>
internal static class CommandText
{
    public const string Hidden = "(private; --show-private shows it)";

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Typed(string text) => AnnotationText.OneLine(text);

    /// <summary>All of a text that is on one line already: names of keys and organizations, say, are the upstreams' words, and may be anything.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) || char.GetUnicodeCategory(character)
            is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : character));

    /// <summary>Words with one full stop at their end: a name that somebody gave may end with one of its own.</summary>
    public static string Sentence(string words) => words.TrimEnd('.') + ".";

    /// <summary>Something that is told of public incidents, and of private ones only when asked for.</summary>
    public static string Confidential(Incident incident, bool showPrivate, string text) =>
        Confidential(showPrivate || !incident.IsPrivate, text);

    /// <summary>The same where the caller knows whether it may be told.</summary>
    public static string Confidential(bool mayTell, string text) => mayTell ? Typed(text) : Hidden;

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Place(string grafana, DashboardPanel? dashboard) =>
        dashboard is { } place ? $"{grafana}, dashboard {place}" : grafana;

    /// <summary><c>1 incident</c>, <c>2 incidents</c>.</summary>
    public static string Count(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
