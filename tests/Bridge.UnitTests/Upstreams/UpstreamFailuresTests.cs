using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Bridge.UnitTests.Upstreams;

public sealed class UpstreamFailuresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(204, "invalid_answer", true)]
    [InlineData(301, "client", false)]
    [InlineData(302, "client", false)]
    [InlineData(307, "client", false)]
    [InlineData(400, "client", false)]
    [InlineData(401, "auth", false)]
    [InlineData(403, "auth", false)]
    [InlineData(404, "not_found", false)]
    [InlineData(405, "client", false)]
    [InlineData(407, "network", false)]
    [InlineData(408, "timeout", true)]
    [InlineData(409, "client", false)]
    [InlineData(413, "client", false)]
    [InlineData(415, "client", false)]
    [InlineData(422, "client", false)]
    [InlineData(429, "rate_limited", false)]
    [InlineData(499, "client", false)]
    [InlineData(500, "server", true)]
    [InlineData(502, "server", true)]
    [InlineData(503, "server", true)]
    [InlineData(504, "server", true)]
    [InlineData(599, "server", true)]
    public void Every_status_has_its_reason_and_says_whether_it_may_have_had_an_effect(int status, string reason, bool mayHaveActed)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status);

        var failure = UpstreamFailures.From(answer, Now);

        var words = status == 407 ? "the proxy refused the connection (HTTP 407)" : $"HTTP {status}";
        Assert.Equal(new UpstreamFailure(Labels.Parse<FailureReason>(reason), words, RetryAfter: null, mayHaveActed), failure);
        Assert.Equal(failure.Reason, UpstreamFailures.ReasonOf(answer.StatusCode));
    }

    public static TheoryData<string, string, bool, string> Exceptions => new()
    {
        { "time-out", "timeout", true, "no answer in 2.5 s" },
        { "canceled", "timeout", true, "its answer did not end in time" },
        { "no connection in time", "timeout", false, "no connection in time" },
        { "rate limiter", "rate_limited", true, "too many requests wait already" },
        { "json", "invalid_answer", true, "its answer is not the JSON that was expected" },
        { "too long", "invalid_answer", true, "its answer is longer than 64 MiB" },
        { "broken stream", "network", true, "the connection broke" },
        { "reset stream", "network", true, "connection reset" },
        { "answer ended", "network", true, "the connection ended before the answer did" },
        { "not http", "network", true, "its answer is not HTTP" },
        { "long headers", "network", true, "the headers of its answer are too long" },
        { "unknown", "network", true, "the connection broke" },
        { "reset", "network", true, "connection reset" },
        { "connection refused", "network", false, "connection refused" },
        { "no route", "network", false, "no route to it" },
        { "no connection", "network", false, "no connection" },
        { "name not found", "network", false, "name not found" },
        { "bad certificate", "network", false, "its certificate is for another name" },
        { "no tls", "network", false, "no TLS connection: it speaks plain http where https was spoken, or ended the handshake" },
        { "proxy tunnel", "network", false, "no connection through the proxy" },
        { "proxy refusal", "network", false, "the proxy refused the connection (HTTP 403)" },
        { "status 503", "server", true, "the connection broke" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Every_exception_of_a_request_has_its_reason_its_doubt_and_its_words(string name, string reason, bool mayHaveActed, string words)
    {
        var exception = ExceptionNamed(name);

        var failure = UpstreamFailures.From(exception);

        Assert.True(UpstreamFailures.IsExpected(exception));
        Assert.Equal((reason, mayHaveActed, words), (Labels.Of(failure.Reason), failure.MayHaveActed, failure.Detail));
        Assert.Equal(reason, Labels.Of(UpstreamFailures.ReasonOf(exception)));
        Assert.Equal(name is not ("rate limiter" or "json" or "too long"), failure.OfUpstream);
        Assert.False(failure.IsHeld);
    }

    [Fact]
    public void What_was_held_is_told_as_it_is()
    {
        var failure = new UpstreamFailure(FailureReason.Auth, "left alone", IsHeld: true, OfUpstream: true);

        Assert.True(UpstreamFailures.IsExpected(new UpstreamHeldException(failure)));
        Assert.Same(failure, UpstreamFailures.From(Wrapped(new UpstreamHeldException(failure))));
    }

    [Fact]
    public void An_exception_of_refits_is_judged_by_its_cause()
    {
        var refused = UpstreamFailures.From(Wrapped(ExceptionNamed("connection refused")));
        var canceled = UpstreamFailures.From(Wrapped(ExceptionNamed("canceled")));

        Assert.Equal((FailureReason.Network, "connection refused", false), (refused.Reason, refused.Detail, refused.MayHaveActed));
        Assert.Equal((FailureReason.Timeout, true), (canceled.Reason, canceled.MayHaveActed));
    }

    [Fact]
    public void An_exception_of_ours_is_not_expected()
    {
        var bug = new InvalidOperationException("secret detail");

        Assert.False(UpstreamFailures.IsExpected(bug));
        Assert.Equal(FailureReason.Internal, UpstreamFailures.From(bug).Reason);
    }

    [Theory]
    [InlineData("canceled")]
    [InlineData("json")]
    [InlineData("answer ended")]
    [InlineData("connection refused")]
    public void A_detail_never_repeats_a_message(string name)
    {
        Assert.DoesNotContain("message", UpstreamFailures.From(ExceptionNamed(name)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "00:00:00")]
    [InlineData("1", "00:00:01")]
    [InlineData("3600", "01:00:00")]
    [InlineData("3601", "01:00:00")]
    [InlineData("2147483647", "01:00:00")]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", "00:00:30")]
    [InlineData("Sun, 01 Mar 2026 12:00:30 UTC", "00:00:30")]
    [InlineData("Sun, 01 Mar 2026 11:59:00 GMT", "00:00:00")]
    [InlineData("Mon, 02 Mar 2026 12:00:00 GMT", "01:00:00")]
    [InlineData("Sun, 01 Mar 2026 07:00:30 GMT", "00:00:30", "Sun, 01 Mar 2026 07:00:00 GMT")]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", "00:00:00", "Sun, 01 Mar 2026 17:00:00 GMT")]
    [InlineData("30", "00:00:30", "Sun, 01 Mar 2026 17:00:00 GMT")]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", "00:00:30", "yesterday")]
    [InlineData("1.5", null)]
    [InlineData("-1", null)]
    [InlineData("2026-03-01T12:00:30Z", null)]
    [InlineData("99999999999", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void The_wish_to_be_left_alone_is_read_however_it_is_written(string? header, string? expected, string? date = null)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (header is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
        }

        if (date is not null)
        {
            answer.Headers.TryAddWithoutValidation("Date", date);
        }

        var failure = UpstreamFailures.From(answer, Now);

        Assert.Equal(expected is null ? null : TimeSpan.Parse(expected, CultureInfo.InvariantCulture), failure.RetryAfter);
    }

    [Fact]
    public void A_server_error_may_carry_the_wish_as_well()
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), UpstreamFailures.From(answer, Now).RetryAfter);
    }

    [Theory]
    [InlineData("https://login.example/start?token=secret#x", "it redirects to login.example/start (HTTP 302)")]
    [InlineData("https://who:pw@login.example:8443/start", "it redirects to login.example:8443/start (HTTP 302)")]
    [InlineData("/login?next=secret", "it redirects to grafana.test/login (HTTP 302)")]
    [InlineData("https:login", "it redirects to an address that is none (HTTP 302)")]
    [InlineData("login\tsecret", "it redirects to grafana.test/api/login%09secret (HTTP 302)")]
    [InlineData(null, "HTTP 302")]
    public void A_redirect_says_where_to_and_nothing_that_may_be_secret(string? location, string words)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.Found)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://grafana.test/api/annotations"),
        };
        if (location is not null)
        {
            answer.Headers.TryAddWithoutValidation("Location", location);
        }

        Assert.Equal(words, UpstreamFailures.From(answer, Now).Detail);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.NotFound)]
    public void A_page_is_called_one(HttpStatusCode status)
    {
        using var answer = Answers.Html(status);

        Assert.Equal($"it answered with a page of HTML (HTTP {(int)status})", UpstreamFailures.Of(answer, Now)!.Detail);
    }

    [Fact]
    public void A_success_is_no_failure()
    {
        using var answer = Answers.Json("{}");

        Assert.Null(UpstreamFailures.Of(answer, Now));
    }

    private static Exception ExceptionNamed(string name) => name switch
    {
        "time-out" => new TimeoutRejectedException("message", TimeSpan.FromSeconds(2.5)),
        "no connection in time" => new TaskCanceledException("message", new TimeoutException("message")),
        "too long" => new AnswerTooLongException(64 * 1024 * 1024),
        "reset stream" => new IOException("message", new SocketException((int)SocketError.ConnectionReset)),
        "not http" => new HttpRequestException(HttpRequestError.InvalidResponse, "message"),
        "long headers" => new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "message"),
        "reset" => new HttpRequestException(HttpRequestError.Unknown, "message", new IOException("message", new SocketException((int)SocketError.ConnectionReset))),
        "no route" => new HttpRequestException(HttpRequestError.ConnectionError, "message", new SocketException((int)SocketError.NetworkUnreachable)),
        "no connection" => new HttpRequestException(HttpRequestError.ConnectionError, "message"),
        "no tls" => new HttpRequestException(HttpRequestError.SecureConnectionError, "message", new System.Security.Authentication.AuthenticationException("message")),
        "proxy refusal" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "message", null, HttpStatusCode.Forbidden),
        "canceled" => new TaskCanceledException("message"),
        "rate limiter" => new RateLimiterRejectedException("message"),
        "json" => new JsonException("message"),
        "broken stream" => new IOException("message"),
        "answer ended" => new HttpRequestException(HttpRequestError.ResponseEnded, "message"),
        "unknown" => new HttpRequestException("message"),
        "connection refused" => new HttpRequestException(
            HttpRequestError.ConnectionError, "message", new SocketException((int)SocketError.ConnectionRefused)),
        "name not found" => new HttpRequestException(HttpRequestError.NameResolutionError, "message"),
        "bad certificate" => new HttpRequestException(
            HttpRequestError.SecureConnectionError, "message", new CertificateRefusedException("its certificate is for another name")),
        "proxy tunnel" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "message"),
        "status 503" => new HttpRequestException("message", null, HttpStatusCode.ServiceUnavailable),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Refit.ApiRequestException Wrapped(Exception cause) => new(
        new HttpRequestMessage(HttpMethod.Get, "http://upstream.test"), HttpMethod.Get, new Refit.RefitSettings(), cause);
}
