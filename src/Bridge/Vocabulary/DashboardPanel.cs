using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bridge.Vocabulary;

/// <summary>A dashboard, or one of its panels, that an annotation is shown on alone; without one it belongs to the organization.</summary>
/// <remarks>Written <c>uid</c> or <c>uid/panel</c>.</remarks>
internal readonly record struct DashboardPanel
{
    /// <summary>Grafana's own limit, and its own letters: what is checked here can be part of a URL and of a tag.</summary>
    private const int MaxUidLength = 40;

    private readonly string? _uid;

    private DashboardPanel(string uid, long? panel) => (_uid, Panel) = (uid, panel);

    /// <summary>The dashboard's uid, which is the same in every version of it.</summary>
    public string Uid => _uid ?? throw new InvalidOperationException("The dashboard was never set.");

    /// <summary>The panel's id, always positive; none for the whole dashboard.</summary>
    public long? Panel { get; }

    /// <returns>False when the uid is none, or the panel's id is not positive.</returns>
    public static bool TryCreate(string? uid, long? panel, [NotNullWhen(true)] out DashboardPanel? place)
    {
        var valid = uid is { Length: > 0 and <= MaxUidLength }
            && uid.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            && panel is null or > 0;
        place = valid ? new DashboardPanel(uid!, panel) : null;
        return valid;
    }

    /// <summary>Null when the text is neither <c>uid</c> nor <c>uid/panel</c>.</summary>
    public static DashboardPanel? TryParse(string text)
    {
        var parts = text.Split('/');
        long? panel = parts is [_, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var isWhole = parts.Length == 1 || (parts.Length == 2 && panel is not null);
        return isWhole && TryCreate(parts[0], panel, out var place) ? place : null;
    }

    /// <exception cref="FormatException">The text is neither <c>uid</c> nor <c>uid/panel</c>.</exception>
    public static DashboardPanel Parse(string text) => TryParse(text) ?? throw new FormatException("Not a dashboard: uid or uid/panel.");

    public override string ToString() => Panel is { } panel ? string.Create(CultureInfo.InvariantCulture, $"{Uid}/{panel}") : Uid;
}
