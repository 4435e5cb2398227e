using Bridge.Operator.Status;

namespace Bridge.UnitTests.Management;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onclick='x' &amp;", "&quot; onclick=&#x27;x&#x27; &amp;amp;")]
    [InlineData("two\nlines\u202Eturned", "two linesturned")]
    [InlineData("Größe 事故", "Größe 事故")]
    [InlineData(null, "")]
    public void What_stands_in_a_hole_is_text(string? value, string encoded)
    {
        Markup markup = $"<p title=\"{value}\">{value}</p>";

        Assert.Equal($"<p title=\"{encoded}\">{encoded}</p>", markup.ToString());
    }

    [Fact]
    public void A_piece_of_markup_in_a_hole_stays_what_it_is()
    {
        Markup inner = $"<b>{"<"}</b>";
        Markup? none = null;
        Markup[] several = [inner, inner];

        Markup outer = $"<p>{inner}{none}{several}{1234}</p>";

        Assert.Equal("<p><b>&lt;</b><b>&lt;</b><b>&lt;</b>1,234</p>", outer.ToString());
    }
}
