using System.CommandLine;
using Bridge.Commands.Backfill;
using Bridge.Commands.Check;
using Bridge.Commands.Explain;
using Bridge.Commands.Preview;
using Bridge.Commands.Prune;
using Bridge.Commands.Resync;

namespace Bridge.Commands;

/// <summary>
/// The command line. Settings do not come by it: some are secrets, and command lines are there for all to read.
/// </summary>
internal static class BridgeCommands
{
    public static RootCommand Create()
    {
        var run = new Command("run", "Takes webhooks and keeps Grafana's annotations up to date, until it is told to stop. The default.");
        run.SetAction((_, cancellationToken) => RunCommand.RunAsync(cancellationToken));

        var root = new RootCommand(
            """
            Shows incident.io incidents as annotations in Grafana.

            Settings come from appsettings.json beside the program, from the environment (Grafana__main__Url for Grafana:main:Url), and
            from files in Secrets:Directory.
            """);
        root.Subcommands.Add(run);
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(HealthCommand.Create());
        root.Subcommands.Add(PreviewCommand.Create());
        root.Subcommands.Add(BackfillCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(ResyncCommand.Create());
        root.Subcommands.Add(PruneCommand.Create());
        root.SetAction((_, cancellationToken) => RunCommand.RunAsync(cancellationToken));
        return root;
    }
}
