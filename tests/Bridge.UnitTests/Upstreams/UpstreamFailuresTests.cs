using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Bridge.Observability;
using Bridge.Upstreams;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Bridge.UnitTests.Upstreams;

public sealed class UpstreamFailuresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(204, "invalid_answer", false)]
    [InlineData(301, "client", false)]
    [InlineData(302, "client", false)]
    [InlineData(307, "client", false)]
    [InlineData(400, "client", false)]
    [InlineData(401, "auth", false)]
    [InlineData(403, "auth", false)]
    [InlineData(404, "not_found", false)]
    [InlineData(405, "client", false)]
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

        Assert.Equal(
            new UpstreamFailure(Labels.Parse<FailureReason>(reason), $"HTTP {status}", RetryAfter: null, mayHaveActed), failure);
        Assert.Equal(failure.Reason, UpstreamFailures.ReasonOf(answer.StatusCode));
    }

    public static TheoryData<string, string, bool> Exceptions => new()
    {
        { "time-out", "timeout", true },
        { "canceled", "timeout", true },
        { "rate limiter", "rate_limited", true },
        { "json", "invalid_answer", true },
        { "broken stream", "network", true },
        { "answer ended", "network", true },
        { "unknown", "network", true },
        { "connection refused", "network", false },
        { "name not found", "network", false },
        { "bad certificate", "network", false },
        { "proxy tunnel", "network", false },
        { "status 503", "server", true },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Every_exception_of_a_request_has_its_reason_and_its_doubt(string name, string reason, bool mayHaveActed)
    {
        var exception = ExceptionNamed(name);

        var failure = UpstreamFailures.From(exception);

        Assert.True(UpstreamFailures.IsExpected(exception));
        Assert.Equal(reason, Labels.Of(failure.Reason));
        Assert.Equal(mayHaveActed, failure.MayHaveActed);
        Assert.Equal(reason, Labels.Of(UpstreamFailures.ReasonOf(exception)));
    }

    [Fact]
    public void An_exception_of_refits_is_judged_by_its_cause()
    {
        var refused = UpstreamFailures.From(Wrapped(ExceptionNamed("connection refused")));
        var canceled = UpstreamFailures.From(Wrapped(ExceptionNamed("canceled")));

        Assert.Equal((FailureReason.Network, "ConnectionRefused", false), (refused.Reason, refused.Detail, refused.MayHaveActed));
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
    [InlineData("1.5", null)]
    [InlineData("-1", null)]
    [InlineData("2026-03-01T12:00:30Z", null)]
    [InlineData("99999999999", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void The_wish_to_be_left_alone_is_read_however_it_is_written(string? header, string? expected)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (header is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
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

    private static Exception ExceptionNamed(string name) => name switch
    {
        "time-out" => new TimeoutRejectedException("message"),
        "canceled" => new TaskCanceledException("message"),
        "rate limiter" => new RateLimiterRejectedException("message"),
        "json" => new JsonException("message"),
        "broken stream" => new IOException("message"),
        "answer ended" => new HttpRequestException(HttpRequestError.ResponseEnded, "message"),
        "unknown" => new HttpRequestException("message"),
        "connection refused" => new HttpRequestException(
            HttpRequestError.ConnectionError, "message", new SocketException((int)SocketError.ConnectionRefused)),
        "name not found" => new HttpRequestException(HttpRequestError.NameResolutionError, "message"),
        "bad certificate" => new HttpRequestException(HttpRequestError.SecureConnectionError, "message"),
        "proxy tunnel" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "message"),
        "status 503" => new HttpRequestException("message", null, HttpStatusCode.ServiceUnavailable),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Refit.ApiRequestException Wrapped(Exception cause) => new(
        new HttpRequestMessage(HttpMethod.Get, "http://upstream.test"), HttpMethod.Get, new Refit.RefitSettings(), cause);
}
