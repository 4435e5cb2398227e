using Bridge.Commands.Preview;

namespace Bridge.UnitTests.Commands;

public sealed class RenderedHtmlTests
{
    [Theory]
    [InlineData("<b>INC-1</b> Checkout is slow<br>Major · still open", "INC-1 Checkout is slow|Major · still open")]
    [InlineData("<a href=\"https://app.incident.io/x?a=1&amp;b=2\" target=\"_blank\">Open</a>", "Open (https://app.incident.io/x?a=1&b=2)")]
    [InlineData("<a href=''>Open</a> now", "Open now")]
    [InlineData("a &lt;b&gt; &amp; c", "a <b> & c")]
    [InlineData("<ul><li>one</li><li>two</li></ul>", "- one|- two")]
    [InlineData("<span title=\"a > b\">x</span>  y", "x y")]
    [InlineData("<img src=\"/x.png\" alt=\"a picture\"> and", "a picture and")]
    [InlineData("escape &#27;[31m &#10; here", "escape [31m here")]
    [InlineData("", "")]
    [InlineData("no end <b", "no end")]
    public void It_is_what_a_reader_sees(string html, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), RenderedHtml.Lines(html));
}
