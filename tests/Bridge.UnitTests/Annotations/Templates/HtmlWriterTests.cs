using System.Net;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations.Templates;

public sealed class HtmlWriterTests
{
    [Theory]
    [InlineData("{{ incident.name }}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("<i>{{ incident.name }}</i>", "<i>&lt;b&gt;&amp;amp;&quot;&#x27;</i>")]
    [InlineData("{{ incident.name | escape }}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{{ incident.name | escape_once | escape | upcase }}", "&lt;B&gt;&amp;AMP;&quot;&#x27;")]
    [InlineData("{{ '<br>' | append: incident.name }}", "&lt;br&gt;&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{{ incident.name | truncate: 2, '' }}", "&lt;b")]
    [InlineData("{{ incident.name | split: 'b' | join: '<' }}", "&lt;&lt;&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{{ nil | default: incident.name }}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{% assign x = incident.name %}{{ x }}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{% capture x %}{{ incident.name }}{% endcapture %}{{ x }}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{% capture x %}it's {{ incident.name }}{% endcapture %}{{ x | upcase }}", "IT&#x27;S &lt;B&gt;&amp;AMP;&quot;&#x27;")]
    [InlineData("{% capture x %}<i>{{ incident.name }}</i>{% endcapture %}{{ x }}{{ x }}", "<i>&lt;b&gt;&amp;amp;&quot;&#x27;</i><i>&lt;b&gt;&amp;amp;&quot;&#x27;</i>")]
    [InlineData("{% capture x %}<i>{% capture y %}<b>{{ incident.name }}</b>{% endcapture %}{{ y }}</i>{% endcapture %}{% assign z = x %}{{ z }}", "<i><b>&lt;b&gt;&amp;amp;&quot;&#x27;</b></i>")]
    [InlineData("<i title=\"{{ incident.name }}\">x</i>", "<i title=\"&lt;b&gt;&amp;amp;&quot;&#x27;\">x</i>")]
    [InlineData("<i title='{{ incident.name }}'>x</i>", "<i title='&lt;b&gt;&amp;amp;&quot;&#x27;'>x</i>")]
    [InlineData("{% assign x = incident.name %}{% cycle x, 'y' %}", "&lt;b&gt;&amp;amp;&quot;&#x27;")]
    [InlineData("{% tablerow x in incident.custom_field_values.T %}{{ x }}{% endtablerow %}", "<tr class=\"row1\"><td class=\"col1\">&lt;i&gt;</td></tr>")]
    [InlineData("{{ incident.custom_field_values.T }}", "[&quot;&lt;i&gt;&quot;]")]
    public void A_value_is_escaped_once_and_the_authors_own_markup_is_kept(string template, string html)
    {
        var incident = AnIncident.Live() with { Name = "<b>&amp;\"'", CustomFields = [new CustomField("01", "T", ["<i>"])] };

        Assert.Equal(html, ATemplate.Text(template, incident));
    }

    [Theory]
    [InlineData("R&D &amp; &#39; &x27; &", "R&amp;D &amp; &#39; &x27; &amp;")]
    [InlineData("1 < 2 <3", "1 &lt; 2 &lt;3")]
    [InlineData("a > b", "a > b")]
    [InlineData("<a href=\"/x?a=1&b=2\" class=y>z</a>", "<a href=\"/x?a=1&amp;b=2\" class=y>z</a>")]
    [InlineData("<a href=\"https://example.com/\n\">🔥</a  >", "<a href=\"https://example.com/ \">🔥</a  >")]
    [InlineData("<br/><hr /><IMG alt='>' src=x>", "<br/><hr /><IMG alt='>' src=x>")]
    public void The_authors_html_is_kept_and_its_lone_signs_are_made_entities(string template, string html) =>
        Assert.Equal(html, ATemplate.Text(template));

    [Theory]
    [InlineData("https://example.com/?a=1&b='", "<a href=\"https://example.com/?a=1&amp;b=&#x27;\">x</a>")]
    [InlineData("http://example.com", "<a href=\"http://example.com/\">x</a>")]
    [InlineData("javascript:alert(1)", "<a href=\"\">x</a>")]
    [InlineData(" javascript:alert(1)", "<a href=\"\">x</a>")]
    [InlineData("data:text/html,x", "<a href=\"\">x</a>")]
    [InlineData("//example.com", "<a href=\"\">x</a>")]
    [InlineData("\"><script>", "<a href=\"\">x</a>")]
    public void A_link_may_be_a_value_only_if_it_is_http(string link, string html)
    {
        var incident = ATemplate.Full() with { CustomFields = [new CustomField("01", "Link", [link])] };

        Assert.Equal(html, ATemplate.Text("<a href=\"{{ incident.custom_fields.Link }}\">x</a>", incident));
    }

    [Theory]
    [InlineData("<a href=\"https://example.com/{{ incident.name }}\">x</a>", "<a href=\"https://example.com/java:&quot;&lt;\">x</a>")]
    [InlineData("<a href='/d/x?var-i={{ incident.name }}'>x</a>", "<a href='/d/x?var-i=java:&quot;&lt;'>x</a>")]
    [InlineData("<img alt=\"{{ incident.name }}\" src=\"https://example.com/{{ incident.name }}\">", "<img alt=\"java:&quot;&lt;\" src=\"https://example.com/java:&quot;&lt;\">")]
    public void A_value_may_be_the_rest_of_an_address(string template, string html) =>
        Assert.Equal(html, ATemplate.Text(template, ATemplate.Full() with { Name = "java:\"<" }));

    [Theory]
    [InlineData("<a href=&{{ incident.name }}>")]
    [InlineData("<a href=&\"{{ incident.name }}\">")]
    [InlineData("<a href=/\"{{ incident.name }}\">")]
    [InlineData("<a href=\"'{{ incident.name }}\">")]
    [InlineData("<a href=\"&#106;{{ incident.name }}\">")]
    [InlineData("<a href=\"{{ incident.link }}\" onclick=\"{{ incident.name }}\">")]
    [InlineData("<a title=\"x\"onclick=\"{{ incident.name }}\">")]
    [InlineData("<a/onclick=\"{{ incident.name }}\">")]
    [InlineData("<a title\n = x{{ incident.name }}>")]
    [InlineData("</b {{ incident.name }}>")]
    [InlineData("<b{{ incident.name }}>")]
    [InlineData("</{{ incident.name }}>")]
    [InlineData("<{% if true %}b{% endif %}>")]
    [InlineData("{% capture x %}{{ incident.name }}<b>{% endcapture %}<i title={{ x }}>")]
    [InlineData("<!doctype {{ incident.name }}>")]
    [InlineData("<?x {{ incident.name }}>")]
    [InlineData("<SVG>{{ incident.name }}</SVG>")]
    [InlineData("<style>{{ incident.name }}</style>")]
    [InlineData("<a srcdoc=\"{{ incident.name }}\">")]
    [InlineData("<i title=\">\" onclick=\"{{ incident.name }}\">")]
    [InlineData("<i title='>' onclick='{{ incident.name }}'>")]
    [InlineData("<i class=xxtitle=\"{{ incident.name }}\">")]
    public void A_value_where_it_could_become_markup_stops_the_start(string template) => Assert.NotNull(ATemplate.Problem(template));

    [Theory]
    [InlineData("script")]
    [InlineData("style")]
    [InlineData("iframe")]
    [InlineData("textarea")]
    [InlineData("title")]
    [InlineData("xmp")]
    [InlineData("noscript")]
    [InlineData("noembed")]
    [InlineData("noframes")]
    [InlineData("plaintext")]
    [InlineData("template")]
    [InlineData("svg")]
    [InlineData("math")]
    public void An_element_whose_content_is_no_text_to_a_browser_stops_the_start(string element) =>
        Assert.Contains($"the element `{element}` has no place", ATemplate.Problem($"<b>x</b><{element}>y</{element}>"), StringComparison.Ordinal);

    [Theory]
    [InlineData("<b{{ '' }}>x</b>", "<b>x</b>")]
    [InlineData("<i x/title=\"{{ incident.reference }}\">x</i>", "<i x/title=\"INC-123\">x</i>")]
    [InlineData("<time datetime='{{ incident.reference }}'>x</time>", "<time datetime='INC-123'>x</time>")]
    public void A_value_that_cannot_become_markup_is_let_through(string template, string html) => Assert.Equal(html, ATemplate.Text(template));

    [Fact]
    public void A_value_in_a_wrong_place_that_no_sample_reaches_fails_when_it_is_reached()
    {
        var template = ATemplate.Of("{% if incident.name == 'Checkout is slow' %}<b {{ incident.name }}>{% endif %}x");

        Assert.Equal(TemplateResult.Of(TemplateFailure.Misplaced), template.Render(ATemplate.Input(ATemplate.Full())));
    }

    [Theory]
    [InlineData("one\ntwo", "one two")]
    [InlineData("\u202Egnp.exe\u202C", "gnp.exe")]
    public void A_value_stands_on_one_line(string name, string shown) =>
        Assert.Equal(shown, WebUtility.HtmlDecode(ATemplate.Text("{{ incident.name }}", ATemplate.Full() with { Name = name })));

    [Theory]
    [InlineData(1999, 1999, false)]
    [InlineData(2000, 2000, false)]
    [InlineData(2001, 2000, true)]
    [InlineData(5000, 2000, true)]
    public void A_long_text_is_cut_and_says_so(int length, int shown, bool cut)
    {
        var text = ATemplate.Text(new string('x', length))!;

        Assert.Equal(shown, text.Length);
        Assert.Equal(cut, text.EndsWith('…'));
    }

    [Fact]
    public void A_cut_is_never_in_a_tag_an_entity_or_an_emoji_and_closes_what_is_open()
    {
        for (var length = 1_900; length <= HtmlWriter.MaxLength; length++)
        {
            var template = $"{new string('x', length)}<b>a<i title=\"&amp;\">{{{{ incident.name }}}}</i><br>🔥🔥<u>&nbsp;z</u></b>{new string('y', 100)}";

            var text = ATemplate.Text(template, ATemplate.Full() with { Name = "<&>" })!;

            Assert.Matches("^(?:</?[a-z]+(?: title=\"&amp;\")?>|&[a-z]+;|🔥|[^<>&🔥])*(?<=…(?:</[biu]>)*)$", text);
            Assert.InRange(text.Length, HtmlWriter.MaxLength - 40, HtmlWriter.MaxLength);
            Assert.All(["b", "i", "u"], tag => Assert.Equal(text.Split('<' + tag).Length, text.Split($"</{tag}>").Length + (tag == "b" ? text.Split("<br").Length - 1 : 0)));
        }
    }

    [Fact]
    public void A_cut_keeps_as_much_as_fits()
    {
        var text = ATemplate.Text($"<b>{new string('x', 3_000)}</b>");

        Assert.Equal($"<b>{new string('x', HtmlWriter.MaxLength - 8)}…</b>", text);
    }
}
