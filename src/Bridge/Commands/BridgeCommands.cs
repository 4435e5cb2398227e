using System.CommandLine;
using System.CommandLine.Invocation;
using Bridge.Commands.Backfill;
using Bridge.Commands.Check;
using Bridge.Commands.Completion;
using Bridge.Commands.Explain;
using Bridge.Commands.Preview;
using Bridge.Commands.Prune;
using Bridge.Commands.Queries;
using Bridge.Commands.Resync;
using Bridge.Settings;

namespace Bridge.Commands;

/// <summary>
/// The command line. Settings do not come by it: some are secrets, and command lines are there for all to read.
/// </summary>
internal static class BridgeCommands
{
    /// <summary>A path is no secret. It stands for <c>Config__File</c>, so that whatever reads settings finds it.</summary>
    private static readonly Option<string?> ConfigFile = new("--config")
    {
        Description = "A file of settings, YAML or JSON. The same as Config__File in the environment.",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>Parses the command line, and says where the configuration file lies if it does.</summary>
    private static ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var result = Create().Parse(arguments);
        if (result.Errors.Count == 0 && result.GetValue(ConfigFile) is { } file)
        {
            Environment.SetEnvironmentVariable(ConfigOptions.FileVariable, file);
        }

        return result;
    }

    /// <summary>Runs what the command line asks for, or says what is wrong with it: that is the last that is said, without the help above or below it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var result = Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            return CommandHost.UsageExitCode;
        }

        // The host handles SIGTERM and SIGINT itself, and without System.CommandLine's time-out for that.
        return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    public static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Shows incident.io incidents as annotations in Grafana.

            Settings come from appsettings.json beside the program, from the file that --config names, from the environment
            (Grafana__main__Url for Grafana:main:Url), and from files in Secrets:Directory.
            """);
        root.Options.Add(ConfigFile);
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(HealthCommand.Create());
        root.Subcommands.Add(PreviewCommand.Create());
        root.Subcommands.Add(BackfillCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(ResyncCommand.Create());
        root.Subcommands.Add(PruneCommand.Create());
        root.Subcommands.Add(QueriesCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create(root));
        root.SetAction((_, cancellationToken) => RunCommand.RunAsync(dryRun: false, cancellationToken));
        return root;
    }
}
