using Bridge.Commands.Output;
using Spectre.Console;

namespace Bridge.UnitTests.Commands;

/// <summary>A terminal of some width, whose screen can be compared as text.</summary>
internal static class ATerminal
{
    /// <summary>What a terminal shows of what is written to it.</summary>
    /// <param name="width">In columns.</param>
    /// <param name="write">Writes.</param>
    public static string Showing(int width, Action<CommandScreen> write)
    {
        using var output = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = width;
        write(new CommandScreen(terminal, output));
        var lines = output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToList();

        // Whatever is shown, a terminal never has to break it.
        Assert.All(lines, line => Assert.InRange(WordWrap.WidthOf(line), 0, width));
        return string.Join('\n', lines);
    }
}
