using System.Globalization;
using System.Text;

namespace Bridge.EndToEndTests.Watch;

/// <summary>When an alert reached Alertmanager and when it left.</summary>
/// <param name="Fault">What was broken.</param>
/// <param name="Alert">The alert's name.</param>
/// <param name="Fires">From the fault to Alertmanager.</param>
/// <param name="GoesQuiet">From the mending until Alertmanager has it no more.</param>
internal sealed record WatchedAlert(string Fault, string Alert, TimeSpan Fires, TimeSpan GoesQuiet);

/// <summary>The watch test's outcome as a table in Markdown, in seconds as measured and in minutes at the rules' own pace.</summary>
internal static class WatchReport
{
    /// <summary>Names a file that the table is written to.</summary>
    public const string Variable = "WATCH_REPORT";

    public static string Table(IEnumerable<WatchedAlert> alerts, int speed)
    {
        var table = new StringBuilder(
            $"| fault | alert | fires after | goes quiet after | at the rules' own pace |\n|---|---|---|---|---|\n");
        foreach (var alert in alerts)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {alert.Fault} | `{alert.Alert}` | {alert.Fires.TotalSeconds:0.0} s | {alert.GoesQuiet.TotalSeconds:0.0} s | {(alert.Fires * speed).TotalMinutes:0} min, {(alert.GoesQuiet * speed).TotalMinutes:0} min |\n");
        }

        return table.ToString();
    }
}
