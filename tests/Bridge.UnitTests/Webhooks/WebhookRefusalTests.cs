using Microsoft.AspNetCore.Http;

namespace Bridge.UnitTests.Webhooks;

/// <summary>What the endpoint does not take, and what it tells the sender.</summary>
public sealed class WebhookRefusalTests : EndpointFixture
{
    private const string UnknownSecret = "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA";

    private static readonly string Largest = new(' ', 4 * 1024 * 1024);

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task An_encoded_body_is_refused_unread_since_its_signature_would_be_of_other_bytes(string encoding)
    {
        var request = Request();
        request.Request.Headers.ContentEncoding = encoding;

        Assert.Equal(415, await AnswerAsync(request));
        Assert.Equal(0, request.Request.Body.Position);
        await AssertRefusedAsync("headers");
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task Without_the_headers_of_a_signature_the_body_is_not_read(string missing)
    {
        var request = Request();
        request.Request.Headers.Remove(missing);

        Assert.Equal(401, await AnswerAsync(request));
        Assert.Equal(0, request.Request.Body.Position);
        await AssertRefusedAsync("headers");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task What_is_more_than_five_minutes_off_is_refused_unread(int age)
    {
        var request = Request(age: TimeSpan.FromSeconds(age));

        Assert.Equal(401, await AnswerAsync(request));
        Assert.Equal(0, request.Request.Body.Position);
        await AssertRefusedAsync("timestamp");
    }

    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public async Task Five_minutes_are_borne_with(int age) =>
        Assert.Equal(204, await AnswerAsync(Request(age: TimeSpan.FromSeconds(age))));

    [Fact]
    public async Task What_no_secret_of_ours_signed_is_refused_and_no_secret_counts_it()
    {
        Assert.Equal(401, await AnswerAsync(Request(secret: UnknownSecret)));

        await AssertRefusedAsync("signature");
        Assert.Equal("0", await MetricAsync("signing_secret_matches_total{secret=\"0\"}"));
        Assert.Equal("0", await MetricAsync("signing_secret_matches_total{secret=\"1\"}"));
    }

    [Fact]
    public async Task What_is_signed_and_cannot_be_read_is_not_to_be_sent_again()
    {
        var request = Request("""{"event_type":""");

        Assert.Equal(400, await AnswerAsync(request));
        Assert.Equal("abort-message", request.Response.Headers["webhook-delivery"]);
        Assert.Equal(0, request.Response.Headers.RetryAfter.Count);
        await AssertRefusedAsync("malformed");
        Assert.Equal("1", await MetricAsync("signing_secret_matches_total{secret=\"0\"}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_refused_whether_it_says_its_length_or_not(bool declared)
    {
        var request = Request(Largest + ' ');
        request.Request.ContentLength = declared ? request.Request.ContentLength : null;

        Assert.Equal(413, await AnswerAsync(request));
        Assert.Equal(declared, request.Request.Body.Position == 0);
        await AssertRefusedAsync("too_large");
    }

    [Theory]
    [InlineData(413, "too_large")]
    [InlineData(408, "malformed")]
    [InlineData(400, "malformed")]
    public async Task What_the_server_says_of_a_body_is_the_answer(int status, string reason)
    {
        var request = Request();
        request.Request.Body = new StoppedStream(_ => throw new BadHttpRequestException("The request is broken.", status));

        Assert.Equal(status, await AnswerAsync(request));
        Assert.Equal(0, request.Response.Headers.RetryAfter.Count);
        await AssertRefusedAsync(reason);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_body_that_never_came_whole()
    {
        var request = Request();
        request.Request.Body = new StoppedStream(_ => throw new IOException("The connection was reset."));

        Assert.Equal(400, await AnswerAsync(request));
        await AssertRefusedAsync("malformed");
    }

    [Fact]
    public async Task A_sender_that_hangs_up_ends_the_read()
    {
        var request = Request();
        request.Request.Body = new StoppedStream(cancellation => Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation));
        using var connection = new CancellationTokenSource();
        request.RequestAborted = connection.Token;
        var answer = AnswerAsync(request);

        await connection.CancelAsync();

        Assert.Equal(400, await answer);
        await AssertRefusedAsync("malformed");
    }

    [Fact]
    public async Task A_body_that_trickles_has_twenty_seconds()
    {
        var request = Request();
        request.Request.Body = new StoppedStream(cancellation => Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation));
        var answer = AnswerAsync(request);

        Time.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(408, await answer);
        await AssertRefusedAsync("malformed");
    }

    [Fact]
    public async Task An_exception_that_is_a_fault_of_ours_is_not_told_as_the_senders()
    {
        var request = Request();
        request.Request.Body = new StoppedStream(_ => throw new InvalidOperationException("A bug."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => AnswerAsync(request));
    }

    [Fact]
    public async Task When_large_bodies_have_taken_the_room_the_next_is_to_come_again_and_a_small_one_is_served()
    {
        var end = new TaskCompletionSource();
        var waiting = new List<Task<int>>();
        for (var sender = 0; sender < 2; sender++)
        {
            var large = Request();
            (large.Request.ContentLength, large.Request.Body) = (null, new StoppedStream(end.Task.WaitAsync, new byte[Largest.Length]));
            waiting.Add(AnswerAsync(large));
        }

        var next = Request(Largest);

        Assert.All(waiting, answer => Assert.False(answer.IsCompleted));
        Assert.Equal(503, await AnswerAsync(next));
        Assert.Equal("30", next.Response.Headers.RetryAfter);
        await AssertRefusedAsync("busy");
        Assert.Equal(204, await AnswerAsync(Request()));

        // What the others took is given back with their answers.
        end.SetResult();
        Assert.All(await Task.WhenAll(waiting), status => Assert.Equal(401, status));
        Assert.Equal(400, await AnswerAsync(Request(Largest)));
    }

    [Fact]
    public async Task When_the_process_has_no_memory_left_the_sender_is_to_come_again()
    {
        var request = Request();
        request.Request.Body = new StoppedStream(_ => throw new InsufficientMemoryException());

        Assert.Equal(503, await AnswerAsync(request));
        Assert.Equal("30", request.Response.Headers.RetryAfter);
        await AssertRefusedAsync("busy");
    }

    /// <summary>A body that begins with these bytes, and then waits or fails.</summary>
    private sealed class StoppedStream(Func<CancellationToken, Task> stop, byte[]? begin = null) : MemoryStream(begin ?? [])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await stop(cancellationToken);
            }

            return read;
        }
    }
}
