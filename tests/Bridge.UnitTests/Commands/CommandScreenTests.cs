using Bridge.Commands.Output;
using Spectre.Console;

namespace Bridge.UnitTests.Commands;

public sealed class CommandScreenTests : IDisposable
{
    private static readonly ReportColumn[] Columns = [ReportColumn.Of("Incident"), ReportColumn.Prose("Name")];

    private static readonly IReadOnlyList<string>[] Rows = [["INC-1", "Checkout [red]slow[/] /]"], ["INC-12345", "x"]];

    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Not_on_a_terminal_a_table_is_plain_columns()
    {
        new CommandScreen(terminal: null, _output).Table(Columns, Rows);

        Assert.Equal(
            ["INCIDENT   NAME", "INC-1      Checkout [red]slow[/] /]", "INC-12345  x"],
            _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void On_a_terminal_it_has_a_frame_and_what_a_person_typed_is_no_markup()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) });

        new CommandScreen(terminal, TextWriter.Null).Table(Columns, Rows);

        Assert.Contains("│ INC-1     │ Checkout [red]slow[/] /] │", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_on_a_terminal_progress_is_a_line_each_hundred()
    {
        await new CommandScreen(terminal: null, _output).WithProgressAsync("incidents", meter =>
        {
            meter.Expect(250);
            for (var step = 0; step < 250; step++)
            {
                meter.Step();
            }

            return Task.CompletedTask;
        });

        Assert.Equal(
            ["100 of 250 incidents", "200 of 250 incidents"],
            _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
