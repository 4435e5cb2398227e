using System.Net;
using Bridge.Annotations;

namespace Bridge.UnitTests.Annotations;

/// <summary>The first and the last of each range of characters that a text goes without.</summary>
public sealed class AnnotationTextEdgeTests
{
    [Theory]
    [InlineData('\u202A')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    public void A_mark_that_turns_the_text_around_is_left_out(char mark) => Assert.Equal("ab", Typed($"a{mark}b"));

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u0085')]
    [InlineData('\u007F')]
    public void A_break_or_a_control_is_a_blank(char control) => Assert.Equal("a b", Typed($"a{control}b"));

    [Theory]
    [InlineData('\u2027')]
    [InlineData('\u202F')]
    [InlineData('\u200C')]
    [InlineData('\u200D')]
    public void What_lies_beside_the_ranges_stays(char neighbour) => Assert.Equal($"a{neighbour}b", Typed($"a{neighbour}b"));

    [Theory]
    [InlineData(299, 0)]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void A_text_is_cut_after_three_hundred_characters(int length, int ellipses)
    {
        var typed = new string('x', length);

        Assert.Equal(new string('x', Math.Min(length, 300)) + new string('…', ellipses), Typed(typed));
    }

    private static string Typed(string text) => WebUtility.HtmlDecode(AnnotationText.Typed(text));
}
