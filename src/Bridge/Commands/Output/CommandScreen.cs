using Spectre.Console;

namespace Bridge.Commands.Output;

/// <summary>Where a command writes: frames and a moving bar on a terminal, plain lines for everything else.</summary>
/// <param name="terminal">None when the output is no terminal.</param>
/// <param name="plain">Takes the lines.</param>
internal sealed class CommandScreen(IAnsiConsole? terminal, TextWriter plain)
{
    private const string Gap = "  ";

    public static CommandScreen OfProcess() => new(Console.IsOutputRedirected ? null : AnsiConsole.Console, Console.Out);

    public void Line(string text = "") => plain.WriteLine(text);

    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (terminal is null)
        {
            WritePlain(columns, rows);
            return;
        }

        var table = new Table().RoundedBorder();
        table.AddColumns([.. columns.Select(column => new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))))]);
        foreach (var row in rows)
        {
            // As text, never as markup: names may have brackets.
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        terminal.Write(table);
    }

    /// <summary>Does work that takes a while, and shows how far it has come.</summary>
    /// <param name="what">What is counted, in the plural.</param>
    /// <param name="work">Moves the meter.</param>
    public async Task WithProgressAsync(string what, Func<IProgressMeter, Task> work)
    {
        if (terminal is null)
        {
            await work(new PlainMeter(plain, what));
            return;
        }

        await terminal.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new TerminalMeter(context.AddTask(what, maxValue: 0), what)));
    }

    private void WritePlain(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> lines = [[.. columns.Select(column => column.ToUpperInvariant())], .. rows];
        var widths = columns.Select((_, index) => lines.Max(line => line[index].Length)).ToList();
        foreach (var line in lines)
        {
            plain.WriteLine(string.Join(Gap, line.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd());
        }
    }
}
