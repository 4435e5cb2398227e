using Spectre.Console;

namespace Bridge.Commands.Output;

/// <summary>
/// Where a command writes for people. On a terminal lines break at words, tables have a frame where they fit into one, and a bar moves. Everything else
/// gets plain lines with all that there is, however long.
/// </summary>
/// <param name="terminal">None when the output is no terminal.</param>
/// <param name="plain">Takes the lines.</param>
internal sealed class CommandScreen(IAnsiConsole? terminal, TextWriter plain)
{
    /// <summary>For a command that prints a JSON document in place of lines.</summary>
    private static CommandScreen Silent { get; } = new(null, TextWriter.Null);

    private int Width => terminal?.Profile.Width ?? WordWrap.Unlimited;

    /// <param name="silent">Whether nothing is to be seen.</param>
    public static CommandScreen OfProcess(bool silent = false) =>
        silent ? Silent : new(Console.IsOutputRedirected ? null : AnsiConsole.Console, Console.Out);

    /// <param name="text">One line.</param>
    /// <param name="hang">By how much it is indented further where it goes on on the next line.</param>
    public void Line(string text = "", int hang = 0) => Write(WordWrap.Lines(text, Width, hang));

    /// <summary>A table. A terminal is told once what all rows have.</summary>
    public void Table(IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (terminal is null)
        {
            Write(TableLayout.Lines(columns, rows, Width));
            return;
        }

        (columns, rows, var said) = TableLayout.SayOnce(columns, rows);
        if (FrameOf(columns, rows) is { } frame)
        {
            terminal.Write(frame);
        }
        else
        {
            Write(TableLayout.Lines(columns, rows, Width));
        }

        if (said is not null)
        {
            Line(said);
        }
    }

    /// <summary>Rows without headings: each says by itself what it is about.</summary>
    public void List(IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows) =>
        Write(TableLayout.Lines(columns, rows, Width, withHeadings: false));

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

    private void Write(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            plain.WriteLine(line);
        }
    }

    /// <returns>None if the table is too wide for it: a frame breaks what does not fit.</returns>
    private Table? FrameOf(IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = columns.Select((column, index) => rows.Select(row => row[index]).Append(column.Name).Max(WordWrap.WidthOf)).ToList();
        if (widths.Sum() + (3 * columns.Count) + 1 > Width)
        {
            return null;
        }

        var table = new Table().RoundedBorder();
        table.AddColumns([.. columns.Select(column => new TableColumn(new Text(column.Name, new Style(decoration: Decoration.Bold))))]);
        foreach (var row in rows)
        {
            // As text, never as markup: names may have brackets.
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }
}
