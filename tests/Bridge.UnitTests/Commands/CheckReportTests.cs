using Bridge.Commands.Check;
using Bridge.Commands.Output;

namespace Bridge.UnitTests.Commands;

public sealed class CheckReportTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\u001b[2J")]
    [InlineData("\u009b31m")]
    [InlineData("\u2028")]
    [InlineData("\u202e")]
    public void What_an_upstream_calls_itself_is_one_line_that_steers_no_terminal(string hostile)
    {
        using var output = new StringWriter();

        CheckReport.Write(new CommandScreen(terminal: null, output), [CheckResult.Ok("Grafana main", $"Organization a{hostile}ok       Database   b")]);

        var line = output.ToString().Split(Environment.NewLine)[0];
        Assert.EndsWith("b", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u2028' or '\u202e');
    }
}
