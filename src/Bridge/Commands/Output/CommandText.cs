using System.Globalization;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Commands.Output;

/// <summary>How commands write things. What a person typed goes out on one line and without controls: it must not steer the terminal.</summary>
internal static class CommandText
{
    private const string HiddenName = "(private; --show-private shows it)";

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Typed(string text) => AnnotationText.OneLine(text);

    /// <summary>Something that is told of public incidents, and of private ones only when asked for.</summary>
    public static string Confidential(Incident incident, bool showPrivate, string text) =>
        incident.IsPrivate && !showPrivate ? HiddenName : Typed(text);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Place(string grafana, DashboardPanel? dashboard) =>
        dashboard is { } place ? $"{grafana}, dashboard {place}" : grafana;

    /// <summary><c>1 incident</c>, <c>2 incidents</c>.</summary>
    public static string Count(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
