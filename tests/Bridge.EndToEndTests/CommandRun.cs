using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>A command of the bridge that was run to its end in a world.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The first line of the output.</summary>
    public string Headline => Output.Split('\n')[0];

    /// <summary>Both outputs.</summary>
    public string Everything => $"{Output}\n{Errors}";

    /// <summary>Runs a command with the settings of the world, beside its bridge if that runs.</summary>
    public static Task<CommandRun> InAsync(World world, params IReadOnlyList<string> arguments) =>
        InAsync(world, arguments, _ => Task.CompletedTask);

    /// <summary>The same, with something that is done or waited for while it runs.</summary>
    public static async Task<CommandRun> InAsync(World world, IReadOnlyList<string> arguments, Func<BridgeProcess, Task> meanwhile)
    {
        await using var command = new BridgeProcess(world.Environment, arguments);
        command.Launch();
        await meanwhile(command);
        var exitCode = await command.WaitForExitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        return new CommandRun(exitCode, string.Join('\n', command.Output), string.Join('\n', command.Errors));
    }

    /// <summary>A number of the summary table, by the words before it.</summary>
    public int Count(string row) => int.Parse(
        Output.Split('\n').Single(line => line.StartsWith($"{row}  ", StringComparison.Ordinal))[row.Length..],
        System.Globalization.CultureInfo.InvariantCulture);

    public bool Says(string text) => Everything.Contains(text, StringComparison.Ordinal);
}
