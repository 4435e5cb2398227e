using Bridge.Observability;

namespace Bridge;

/// <summary>What the command line asks for. Settings do not come by it: they hold secrets, and command lines are there for all to read.</summary>
internal static class CommandLine
{
    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int UsageExitCode = 64;

    private const string Usage = """
        Usage: incident-bridge [run]

        Takes incident.io's webhooks and keeps Grafana's annotations up to date, until it is told to stop.

          run          the default
          --version    prints the version
          --help       prints this

        Settings come from appsettings.json beside the program, from the environment (Grafana__main__Url for Grafana:main:Url),
        and from files in Secrets:Directory.
        """;

    /// <summary>Answers by itself what needs no bridge; null when the bridge is to run.</summary>
    public static int? Answer(string[] args)
    {
        switch (args)
        {
            case [] or ["run"]:
                return null;
            case ["--help" or "-h"]:
                Console.Out.WriteLine(Usage);
                return 0;
            case ["--version"]:
                Console.Out.WriteLine($"incident-bridge {BuildInfo.Version} ({BuildInfo.Revision})");
                return 0;
            default:
                Console.Error.WriteLine($"Unknown arguments.\n\n{Usage}");
                return UsageExitCode;
        }
    }
}
