using System.Net;
using System.Text;
using Bridge.Grafana;
using Bridge.Upstreams;

namespace Bridge.UnitTests.Grafana;

/// <summary>Of whom an answer speaks. The bodies are those of real Grafanas, and of what stands in front of them.</summary>
public sealed class GrafanaFailuresTests
{
    private const string Json = "application/json";
    private const string Html = "text/html";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Question, status, content type, body → reason, of whom, words.</summary>
    public static TheoryData<string, int, string?, string, string, bool, string> Answers => new()
    {
        // Grafana's own.
        { "Create", 400, Json, """{"message":"Tags length exceeds the maximum allowed."}""", "Client", false, "HTTP 400: Tags length exceeds the maximum allowed." },
        { "Create", 400, Json, """[{"classification":"DeserializationError","message":"unexpected EOF"}]""", "Client", false, "HTTP 400" },
        { "Create", 403, Json, """{"message":"Access denied to this dashboard"}""", "Auth", false, "HTTP 403: Access denied to this dashboard" },
        { "Change", 404, Json, """{"message":"Annotation not found"}""", "NotFound", false, "HTTP 404: Annotation not found" },
        { "Change", 500, Json, """{"message":"Could not find annotation to update"}""", "NotFound", false, "HTTP 500: Could not find annotation to update" },
        { "Create", 500, Json, """{"message":"Could not find annotation to update"}""", "Server", false, "HTTP 500: Could not find annotation to update" },
        { "Create", 409, Json, """{"message":"no"}""", "Client", false, "HTTP 409: no" },
        { "Create", 412, Json, """{"message":"no"}""", "Client", false, "HTTP 412: no" },
        { "Create", 422, Json, """{"message":"no"}""", "Client", false, "HTTP 422: no" },
        { "Create", 429, Json, """{"message":"slow down"}""", "RateLimited", false, "HTTP 429: slow down" },
        { "Create", 429, Html, "<html>", "RateLimited", false, "it answered with a page of HTML (HTTP 429)" },
        { "Create", 500, Json, """{"message":"Error while checking annotation permissions"}""", "Server", false, "HTTP 500: Error while checking annotation permissions" },
        { "Other", 404, Json, """{"message":"Dashboard not found","title":"Not found"}""", "NotFound", false, "HTTP 404: Dashboard not found" },

        // The probe's failures are everybody's.
        { "Probe", 500, Json, """{"message":"database is locked"}""", "Server", true, "HTTP 500: database is locked" },
        { "Probe", 403, Json, """{"message":"no"}""", "Auth", true, "HTTP 403: no" },
        { "Probe", 429, Json, """{"message":"no"}""", "RateLimited", false, "HTTP 429: no" },

        // What stands in front.
        { "Search", 404, Json, """{"message":"Not found"}""", "NotFound", true, "HTTP 404: Not found" },
        { "Create", 404, Json, """{"message":"no Route matched"}""", "NotFound", true, "HTTP 404: no Route matched" },
        { "Create", 404, Html, "<html>", "NotFound", true, "it answered with a page of HTML (HTTP 404)" },
        { "Change", 404, Html, "<html>", "InvalidAnswer", true, "it answered with a page of HTML (HTTP 404)" },
        { "Change", 404, "text/plain", "404 page not found", "InvalidAnswer", true, "it answered without JSON (HTTP 404)" },
        { "Change", 404, null, "", "InvalidAnswer", true, "it answered without JSON (HTTP 404)" },
        { "Change", 403, Html, "<html>", "InvalidAnswer", true, "it answered with a page of HTML (HTTP 403)" },
        { "Create", 400, "text/plain; charset=utf-8", "Client sent an HTTP request to an HTTPS server.", "InvalidAnswer", true, "it speaks https where plain http was spoken (HTTP 400)" },
        { "Create", 400, Html, "<center>The plain HTTP request was sent to HTTPS port</center>", "InvalidAnswer", true, "it speaks https where plain http was spoken (HTTP 400)" },
        { "Create", 405, Json, """{"message":"no"}""", "InvalidAnswer", true, "HTTP 405" },
        { "Create", 411, Html, "<html>", "InvalidAnswer", true, "it answered with a page of HTML (HTTP 411)" },
        { "Create", 413, Html, "<html>", "Client", false, "the request is too large for what stands in front of it (HTTP 413)" },
        { "Create", 302, null, "", "InvalidAnswer", true, "HTTP 302" },
        { "Create", 304, null, "", "InvalidAnswer", true, "HTTP 304" },
        { "Create", 407, Html, "<html>", "Network", true, "the proxy refused the connection (HTTP 407)" },
        { "Create", 408, null, "", "Timeout", true, "HTTP 408" },
        { "Create", 500, Html, "<html>", "Server", true, "it answered with a page of HTML (HTTP 500)" },
        { "Create", 502, Json, """{"message":"bad gateway"}""", "Server", true, "HTTP 502" },
        { "Change", 503, Html, "<html>", "Server", true, "it answered with a page of HTML (HTTP 503)" },
        { "Search", 504, null, "", "Server", true, "HTTP 504" },
        { "Search", 520, null, "", "Server", true, "HTTP 520" },
        { "Search", 200, Html, "<html>", "InvalidAnswer", true, "it answered with a page of HTML (HTTP 200)" },
        { "Create", 200, "text/plain", "ok", "InvalidAnswer", true, "HTTP 200" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_speaks_of_one_annotation_or_of_all(string question, int status, string? type, string body, string reason, bool ofUpstream, string words)
    {
        var failure = Judge(question, status, type, body)!;

        Assert.Equal((reason, ofUpstream, words), (failure.Reason.ToString(), failure.OfUpstream, failure.Detail));
        Assert.False(failure.IsHeld);
    }

    [Theory]
    [InlineData(200, Json)]
    [InlineData(200, "application/json; charset=UTF-8")]
    [InlineData(201, "application/vnd.grafana+json")]
    [InlineData(200, null)]
    [InlineData(204, Html)]
    public void A_success_is_one_of_grafanas(int status, string? type) => Assert.Null(Judge("Change", status, type, "{}"));

    [Fact]
    public void A_success_without_a_body_needs_no_type() => Assert.Null(Judge("Change", 200, Html, ""));

    [Theory]
    [InlineData("Well", "Auth", "HTTP 401: Invalid API key")]
    [InlineData("WithoutDatabase", "Server", "it answers 401 while its database is away")]
    [InlineData("Refused", "InvalidAnswer", "HTTP 401, and /api/health, which needs no token, is refused too: something in front wants a sign-in")]
    [InlineData("Unknown", "Server", "it answers 401, and /api/health does not say that it is well")]
    public void A_refused_token_is_wrong_only_if_grafana_is_well(string health, string reason, string words)
    {
        var failure = Judge("Create", 401, Json, """{"message":"Invalid API key"}""", Enum.Parse<GrafanaHealth>(health))!;

        Assert.Equal((reason, words, true, false), (failure.Reason.ToString(), failure.Detail, failure.OfUpstream, failure.MayHaveActed));
    }

    [Theory]
    [InlineData(200, """{"database":"ok","version":"12.4.3"}""", "Well")]
    [InlineData(503, """{"database":"failing"}""", "WithoutDatabase")]
    [InlineData(200, """{"database":"failing"}""", "WithoutDatabase")]
    [InlineData(503, """{"database":"ok"}""", "WithoutDatabase")]
    [InlineData(401, """{"message":"Unauthorized"}""", "Refused")]
    [InlineData(403, "<html>", "Refused")]
    [InlineData(200, "<html>", "Refused")]
    [InlineData(200, "\n<!DOCTYPE html>", "Refused")]
    [InlineData(302, "", "Refused")]
    [InlineData(502, "<html>", "Unknown")]
    [InlineData(200, "{}", "Unknown")]
    [InlineData(200, "", "Unknown")]
    [InlineData(502, "", "Unknown")]
    public void Health_is_what_its_page_says(int status, string body, string health) =>
        Assert.Equal(health, GrafanaHealths.Read((HttpStatusCode)status, Encoding.UTF8.GetBytes(body)).ToString());

    [Theory]
    [InlineData("""{"message":"not\r\nfound"}""", "not found")]
    [InlineData("""{"message":"not found\u001b[31m\u202e: the Acme layoffs, layoffs"}""", "not found … the …")]
    [InlineData("""{"message":"Permissions needed: annotations:write, secret:write"}""", "Permissions needed: annotations:write, …")]
    [InlineData("""{"message":"Acme layoffs"}""", null)]
    [InlineData("""{"message":"\ud800"}""", null)]
    [InlineData("""{"\ud800message":"Not found"}""", null)]
    [InlineData("""{"message":7}""", null)]
    [InlineData("""{"message":"  "}""", null)]
    [InlineData("""{"error":"no"}""", null)]
    [InlineData("\"text\"", null)]
    public void Grafanas_words_come_on_one_line_and_no_others(string body, string? words) =>
        Assert.Equal(words, GrafanaErrorBody.Read(Encoding.UTF8.GetBytes(body)).Message);

    [Fact]
    public void Long_words_are_cut_between_characters() => Assert.Equal(new string('x', 199) + '…', PlainWords.OneLine(new string('x', 199) + "😀 more"));

    [Theory]
    [InlineData("GET", "http://g/api/annotations?tags=x", "Search")]
    [InlineData("POST", "http://g/sub/api/annotations", "Create")]
    [InlineData("PUT", "http://g/api/annotations/7", "Change")]
    [InlineData("PATCH", "http://g/api/annotations/7", "Change")]
    [InlineData("DELETE", "http://g/sub/api/annotations/7", "Change")]
    [InlineData("GET", "http://g/api/dashboards/uid/annotations", "Other")]
    [InlineData("GET", "http://g/api/health", "Other")]
    public void A_question_is_known_by_its_address(string method, string url, string question)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);

        Assert.Equal(question, GrafanaQuestions.Of(request).ToString());
    }

    private static UpstreamFailure? Judge(string question, int status, string? type, string body, GrafanaHealth health = GrafanaHealth.Well)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(bytes) };
        if (type is not null)
        {
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return GrafanaFailures.Judge(
            Enum.Parse<GrafanaQuestion>(question), answer, answer.IsSuccessStatusCode ? default : GrafanaErrorBody.Read(bytes), health, Now);
    }
}
