using System.Net;
using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationTextTests
{
    [Fact]
    public void A_public_incident_is_shown_with_all_that_helps()
    {
        Assert.Equal(
            "<b>INC-123</b> Checkout is slow<br>Major · Investigating · still open · "
            + "<a href=\"https://app.incident.io/acme/incidents/123\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>",
            Text(AnIncident.Live()));
    }

    [Fact]
    public void What_is_missing_leaves_no_trace()
    {
        Assert.Equal("<b>INC-123</b> Checkout is slow<br>still open", Text(Bare()));
    }

    [Fact]
    public void What_is_over_says_how_long_it_lasted()
    {
        var incident = AnIncident.Live() with { Name = "Database is sad", Severity = new IncidentSeverity("Critical", 3), StatusName = "Closed" };

        Assert.Equal(
            "<b>INC-123</b> Database is sad<br>Critical · Closed · lasted 10 min · "
            + "<a href=\"https://app.incident.io/acme/incidents/123\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>",
            AnnotationText.For(Over(incident, minutes: 10)));
    }

    [Theory]
    [InlineData("Live", "Live · still open")]
    [InlineData("Triage", "Triage · still open")]
    [InlineData("Paused", "Paused · still open")]
    [InlineData("Unknown", "still open")]
    public void What_is_redacted_tells_the_category_of_its_status_and_no_word_that_somebody_typed(string category, string shown)
    {
        var incident = Bare() with { StatusName = "Waiting for Acme", Category = Enum.Parse<StatusCategory>(category) };

        Assert.Equal($"<b>INC-123</b> Private incident<br>{shown}", AnnotationText.For(Input(incident) with { Redact = true }));
    }

    [Fact]
    public void What_cannot_be_seen_leaves_no_separator()
    {
        var incident = Bare() with { Severity = new IncidentSeverity("\u202E", 1), StatusName = "\u200B" };

        Assert.Equal("<b>INC-123</b> Checkout is slow<br>still open", Text(incident));
    }

    [Fact]
    public void A_point_says_which_one_it_is()
    {
        Assert.Equal("<b>INC-123</b> started: Checkout is slow<br>still open", AnnotationText.For(Input(Bare()) with { Part = AnnotationPart.Start }));
        Assert.Equal("<b>INC-123</b> resolved: Checkout is slow<br>lasted 10 min", AnnotationText.For(Over(Bare(), minutes: 10) with { Part = AnnotationPart.Resolve }));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\"><img src=x onerror=alert(1)>", "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("it's", "it&#x27;s")]
    [InlineData("a &amp; b", "a &amp;amp; b")]
    [InlineData("naïve 支払い", "naïve 支払い")]
    public void Whatever_a_person_typed_is_escaped(string typed, string escaped)
    {
        var incident = Bare() with { Reference = typed, Name = typed, Severity = new IncidentSeverity(typed, 1), StatusName = typed };

        Assert.Equal($"<b>{escaped}</b> {escaped}<br>{escaped} · {escaped} · still open", Text(incident));
    }

    [Theory]
    [InlineData("one\ntwo", "one two")]
    [InlineData("one\u2028two", "one two")]
    [InlineData("tab\tbell\a", "tab bell ")]
    [InlineData("\u202Egnp.exe\u202C", "gnp.exe")]
    [InlineData("\u2066isolated\u2069", "isolated")]
    public void Line_breaks_controls_and_marks_that_turn_the_text_around_do_not_get_through(string typed, string shown)
    {
        var incident = Bare() with { Reference = typed, Name = typed, Severity = new IncidentSeverity(typed, 1), StatusName = typed };

        Assert.Equal($"<b>{shown}</b> {shown}<br>{shown} · {shown} · still open", WebUtility.HtmlDecode(Text(incident)));
    }

    [Fact]
    public void Emoji_survive_and_halves_of_them_do_not()
    {
        var text = Text(Bare() with { Name = "🔥 and \ud83d alone" });

        Assert.Equal("<b>INC-123</b> 🔥 and \ufffd alone<br>still open", WebUtility.HtmlDecode(text));
    }

    [Theory]
    [InlineData(299, 299)]
    [InlineData(300, 300)]
    [InlineData(301, 301)]
    [InlineData(5000, 301)]
    public void A_very_long_name_is_cut_and_says_so(int length, int shown)
    {
        var text = Text(Bare() with { Name = new string('x', length) });

        Assert.Equal("<b>INC-123</b> <br>still open".Length + shown, text.Length);
        Assert.Equal(length > 300, text.EndsWith("…<br>still open", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_does_not_split_an_emoji()
    {
        var text = WebUtility.HtmlDecode(Text(Bare() with { Name = new string('x', 299) + "🔥🔥" }));

        Assert.EndsWith("x🔥…<br>still open", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_escaped_for_the_attribute_it_stands_in()
    {
        var incident = Bare() with { Permalink = new Uri("https://app.incident.io/a?x='\"><script>&y=1") };

        var text = Text(incident);

        Assert.Contains("href=\"https://app.incident.io/a?x=&#x27;%22%3E%3Cscript%3E&amp;y=1\" ", text, StringComparison.Ordinal);
    }

    private static Incident Bare() => AnIncident.Live() with { Severity = null, StatusName = "", Permalink = null };

    private static string Text(Incident incident) => AnnotationText.For(Input(incident));

    private static TemplateInput Input(Incident incident) => new()
    {
        Incident = incident,
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Open,
        Start = AnIncident.DeclaredAt,
    };

    private static TemplateInput Over(Incident incident, int minutes) => Input(incident) with
    {
        Status = AnnotationStatus.Resolved,
        End = AnIncident.DeclaredAt.AddMinutes(minutes),
    };
}
