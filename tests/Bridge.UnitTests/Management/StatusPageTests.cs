using System.Text.RegularExpressions;
using Bridge.Operator.Status;

namespace Bridge.UnitTests.Management;

public sealed partial class StatusPageTests
{
    [Fact]
    public void On_a_bad_night_it_says_first_what_needs_somebody()
    {
        var page = Render(SomeFacts.Bad);

        Assert.Contains("<title>(2) Attention · Incident Bridge</title>", page, StringComparison.Ordinal);
        Assert.Contains("2 things need attention", page, StringComparison.Ordinal);
        Assert.Contains("<li>61 deliveries are dead letters and need somebody to act.</li>", page, StringComparison.Ordinal);
        Assert.Contains("And 60 more.", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"api/v1/incidents/INC-7\">INC-7</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"api/v1/incidents/01DEAD\">01DEAD</a>", page, StringComparison.Ordinal);
        Assert.Contains("The log has the refusal (event 5002)", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("id=\"summary\"", StringComparison.Ordinal) < page.IndexOf("id=\"queue\"", StringComparison.Ordinal));
    }

    [Fact]
    public void When_nothing_needs_anybody_it_says_so()
    {
        var page = Render(SomeFacts.Well);

        Assert.Contains("<title>OK · Incident Bridge</title>", page, StringComparison.Ordinal);
        Assert.Contains("All is well", page, StringComparison.Ordinal);
        Assert.Contains("None since this process started.", page, StringComparison.Ordinal);
        Assert.Contains("1,180 of 1,200 requests, 1 min ago", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_upstream_says_is_text_whatever_it_looks_like()
    {
        var page = Render(SomeFacts.Bad);

        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, Regex.Escape("HTTP 503 &lt;b&gt;from&lt;/b&gt; &quot;nginx&quot;")));
    }

    [Fact]
    public void What_is_not_known_is_not_shown_as_zero_or_well()
    {
        var page = Render(SomeFacts.Well with { Store = new StoreReading(null, null, "It is away."), Key = null, RateLimit = null, IncidentIoAnsweredAt = null });

        Assert.DoesNotContain("class=\"number\">0<", page, StringComparison.Ordinal);
        Assert.Contains("Unknown: the store was not read yet.", page, StringComparison.Ordinal);
        Assert.Contains("The store cannot be read: It is away.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_that_only_polls_says_so_and_speaks_of_no_webhook_that_came()
    {
        var page = Render(SomeFacts.Well with { IncidentIo = SomeFacts.Well.IncidentIo with { Webhooks = false } });

        Assert.Contains("none are taken: the bridge only polls", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Last webhook", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_asks_for_nothing_and_runs_nothing()
    {
        var page = Render(SomeFacts.Bad);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(Address().Matches(page), match => Assert.Matches("^(data:image/svg|#main|\\?|api/v1/|metrics|healthz|readyz)", match.Groups[1].Value));
    }

    [Fact]
    public void Its_style_is_the_one_that_the_browser_is_told_of()
    {
        var page = Render(SomeFacts.Bad);
        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length)..page.IndexOf("</style>", StringComparison.Ordinal)];

        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));

        Assert.Equal($"'sha256-{hash}'", PageStyle.Of.Source);
        Assert.DoesNotContain("&", style, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void It_refreshes_until_it_is_told_to_stop(bool refreshes, bool expected)
    {
        var page = StatusPage.Render(StatusReports.Of(SomeFacts.Well), refreshes);

        Assert.Equal(expected, page.Contains("http-equiv=\"refresh\" content=\"30\"", StringComparison.Ordinal));
        Assert.Equal(expected, page.Contains("Stop refreshing", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_cell_has_its_columns_name_for_narrow_screens()
    {
        var page = Render(SomeFacts.Bad);

        Assert.Equal(Regex.Count(page, "<td "), Regex.Count(page, "<td role=\"cell\" data-label=\"[A-Z][a-z ]+\">"));
        Assert.Equal(Regex.Count(page, "<th "), Regex.Count(page, "<th role=\"(columnheader|rowheader)\" scope=\"(col|row)\">"));
    }

    private static string Render(StatusFacts facts) => StatusPage.Render(StatusReports.Of(facts), refreshes: true);

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Address();
}
