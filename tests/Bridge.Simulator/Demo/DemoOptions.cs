using System.Globalization;

namespace Bridge.Simulator.Demo;

/// <summary>The demo's command line.</summary>
/// <param name="GrafanaUrl">A real Grafana to post to; null for the stand-in.</param>
/// <param name="GrafanaToken">Its service-account token.</param>
/// <param name="ExitAfterScript">End with 0 or 1 instead of staying.</param>
/// <param name="Port">Of the page; 0 takes a free one.</param>
/// <param name="ShowHelp">Only explain.</param>
internal sealed record DemoOptions(Uri? GrafanaUrl, string GrafanaToken, bool ExitAfterScript, int Port, bool ShowHelp)
{
    public const string Help = """
        Shows the bridge at work: a simulated incident.io and a simulated Grafana, the real bridge between them,
        and a day of incidents in about half a minute.

        Usage: dotnet run --project tests/Bridge.Simulator -- [options]

          --grafana-url <url>      Post to this Grafana instead of the simulated one.
          --grafana-token <token>  Its service-account token (role Editor). Required with --grafana-url.
          --exit                   End after the script: 0 if everything appeared as expected, otherwise 1.
          --port <port>            Port of the page on 127.0.0.1. Default: a free one.
          --help                   Show this.

        Without --exit the page and the bridge stay up until Ctrl+C. BRIDGE_BINARY may name a native bridge to run
        instead of the one that was built beside the simulator.
        """;

    /// <returns>The options, or what is wrong with the command line.</returns>
    public static (DemoOptions? Options, string? Problem) Parse(IReadOnlyList<string> arguments)
    {
        var options = new DemoOptions(null, "", ExitAfterScript: false, Port: 0, ShowHelp: false);
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[index], null);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    return (options with { ShowHelp = true }, null);
                case "--exit" when value is null:
                    options = options with { ExitAfterScript = true };
                    continue;
                case "--grafana-url" or "--grafana-token" or "--port":
                    value ??= ++index < arguments.Count ? arguments[index] : null;
                    break;
                default:
                    return (null, $"{arguments[index]} is not an option.");
            }

            if (string.IsNullOrWhiteSpace(value) || options.With(name, value) is not { } changed)
            {
                return (null, $"{name} needs {Expected(name)}.");
            }

            options = changed;
        }

        return (options.GrafanaUrl is null) == (options.GrafanaToken.Length == 0)
            ? (options, null)
            : (null, "--grafana-url and --grafana-token go together.");
    }

    private DemoOptions? With(string name, string value) => name switch
    {
        "--grafana-url" => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? this with { GrafanaUrl = url } : null,
        "--grafana-token" => this with { GrafanaToken = value },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? this with { Port = port } : null,
    };

    private static string Expected(string name) => name switch
    {
        "--grafana-url" => "an http or https address",
        "--grafana-token" => "a token",
        _ => "a port from 0 to 65535",
    };
}
