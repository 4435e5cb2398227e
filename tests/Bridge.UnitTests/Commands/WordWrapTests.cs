using Bridge.Commands.Output;

namespace Bridge.UnitTests.Commands;

public sealed class WordWrapTests
{
    [Theory]
    [InlineData("one two three", 9, 0, "one two|three")]
    [InlineData("one two three", 13, 0, "one two three")]
    [InlineData("one two three", 7, 0, "one two|three")]
    [InlineData("  one two three", 9, 0, "  one two|  three")]
    [InlineData("  Name    one two three", 17, 8, "  Name    one two|          three")]
    [InlineData("https://example.com/a/b is long", 10, 0, "https://example.com/a/b|is long")]
    [InlineData("unbreakable", 4, 0, "unbreakable")]
    [InlineData("since 2026-01-31 10:00:00Z or so", 18, 0, "since|2026-01-31 10:00:00Z|or so")]
    [InlineData("since 2026-01-31 10:00:00Z or so", 26, 0, "since 2026-01-31 10:00:00Z|or so")]
    [InlineData("", 4, 0, "")]
    [InlineData("障害 障害 障害", 9, 0, "障害 障害|障害")]
    public void Lines_end_at_words(string text, int width, int hang, string expected) =>
        Assert.Equal(expected.Split('|'), WordWrap.Lines(text, width, hang));

    [Fact]
    public void What_is_no_terminal_gets_one_line() => Assert.Equal(["one two three"], WordWrap.Lines("one two three", WordWrap.Unlimited));
}
