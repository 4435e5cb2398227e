using System.Globalization;
using Bridge.Incidents;
using Bridge.UnitTests.Upstreams;
using Microsoft.Extensions.Time.Testing;
using Polly;

namespace Bridge.UnitTests.Incidents;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;

    /// <summary>Twenty tokens come back per second; a tenth of 1200 is kept.</summary>
    private static readonly RateLimitNotice Used = new(Limit: 1200, Remaining: 120, FullIn: TimeSpan.FromSeconds(54));

    [Theory]
    [InlineData("1200", "1000", 10, 1200, 1000, 10)]
    [InlineData("60, 1200;window=60, 60;window=60", "3", 57, 60, 3, 57)]
    [InlineData("60", "60", -5, 60, 60, 0)]
    [InlineData("60", "0", 3600, 60, 0, 3600)]
    public void Headers_say_how_much_is_left(string limit, string remaining, int resetIn, int expectedLimit, int expectedRemaining, int fullIn)
    {
        var notice = RateLimitNotice.Read(Answer(limit, remaining, Reset(resetIn)), Now);

        Assert.Equal(new RateLimitNotice(expectedLimit, expectedRemaining, TimeSpan.FromSeconds(fullIn)), notice);
    }

    [Theory]
    [InlineData(null, "1", "0")]
    [InlineData("60", null, "0")]
    [InlineData("60", "1", null)]
    [InlineData("0", "0", "0")]
    [InlineData("60", "61", "0")]
    [InlineData("60", "-1", "0")]
    [InlineData("many", "1", "0")]
    [InlineData("99999999999", "1", "0")]
    [InlineData("60", "1", "soon")]
    [InlineData("60", "1", "99999999999999")]
    [InlineData("", "", "")]
    public void Headers_that_are_missing_or_mean_something_else_say_nothing(string? limit, string? remaining, string? reset)
    {
        Assert.Null(RateLimitNotice.Read(Answer(limit, remaining, reset), Now));
    }

    [Fact]
    public void The_time_until_the_bucket_is_full_is_reckoned_by_incident_ios_clock()
    {
        var answer = Answer("60", "1", Reset(30));
        answer.Headers.Date = Now.AddSeconds(10);

        Assert.Equal(TimeSpan.FromSeconds(20), RateLimitNotice.Read(answer, Now.AddHours(1))!.Value.FullIn);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0.05)]
    [InlineData(0, 20, 1)]
    [InlineData(1, 20, 0)]
    [InlineData(1, 40, 1)]
    [InlineData(0, 10_000, 30)]
    [InlineData(54, 10_000, 0)]
    public void Below_the_reserve_requests_go_at_the_rate_at_which_tokens_come_back(double elapsed, int unseen, double wait)
    {
        Assert.Equal(wait, RateLimitPace.WaitBefore(Used, TimeSpan.FromSeconds(elapsed), unseen).TotalSeconds, precision: 6);
    }

    [Fact]
    public void Nothing_is_waited_for_when_nothing_was_said_or_enough_is_left()
    {
        Assert.Equal(TimeSpan.Zero, RateLimitPace.WaitBefore(null, TimeSpan.Zero, 10_000));
        Assert.Equal(TimeSpan.Zero, RateLimitPace.WaitBefore(Used with { Remaining = 1200 }, TimeSpan.Zero, 10_000));
        Assert.Equal(TimeSpan.Zero, RateLimitPace.WaitBefore(Used with { Remaining = 700 }, TimeSpan.Zero, 100));
        Assert.Equal(TimeSpan.Zero, RateLimitPace.WaitBefore(Used with { FullIn = TimeSpan.Zero }, TimeSpan.Zero, 10_000));
    }

    [Fact]
    public async Task Requests_after_an_answer_that_says_little_is_left_go_one_after_the_other()
    {
        var time = new FakeTimeProvider(Now);
        var pacer = new RateLimitPacer(time);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddStrategy(_ => pacer).Build();
        var sent = new List<double>();
        await SendAsync(remaining: "6");
        sent.Clear();

        Task[] requests = [SendAsync(), SendAsync(), SendAsync()];
        for (var step = 0; step < 12; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
        }

        await Task.WhenAll(requests);
        Assert.Equal([0, 1, 2], sent);

        // One token comes back per second, and the reserve of six is what is left.
        async Task SendAsync(string? remaining = null) => await pipeline.ExecuteAsync(
            _ =>
            {
                sent.Add((time.GetUtcNow() - Now).TotalSeconds);
                return ValueTask.FromResult(Answer("60", remaining, Reset(54)));
            },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_waits_can_give_up()
    {
        var time = new FakeTimeProvider(Now);
        var pacer = new RateLimitPacer(time);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddStrategy(_ => pacer).Build();
        await pipeline.ExecuteAsync(_ => ValueTask.FromResult(Answer("60", "0", Reset(60))), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();

        var waiting = pipeline.ExecuteAsync(_ => ValueTask.FromResult(Answers.Json("{}")), stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task What_was_said_last_and_when_a_request_last_succeeded_is_told()
    {
        var time = new FakeTimeProvider(Now);
        var pacer = new RateLimitPacer(time);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddStrategy(_ => pacer).Build();
        var before = (pacer.Latest, pacer.LastSuccessAt);
        await pipeline.ExecuteAsync(_ => ValueTask.FromResult(Answer("60", "50", Reset(10))), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));

        await pipeline.ExecuteAsync(
            _ => ValueTask.FromResult(Answers.Status(System.Net.HttpStatusCode.BadGateway)), TestContext.Current.CancellationToken);

        Assert.Equal((null, null), before);
        Assert.Equal((new RateLimitNotice(60, 50, TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(5)), pacer.Latest);
        Assert.Equal(Now, pacer.LastSuccessAt);
    }

    private static string Reset(int seconds) => Now.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static HttpResponseMessage Answer(string? limit, string? remaining, string? reset)
    {
        var answer = Answers.Json("{}");
        foreach (var (header, value) in new[] { ("X-RateLimit-Limit", limit), ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", reset) })
        {
            if (value is not null)
            {
                answer.Headers.TryAddWithoutValidation(header, value);
            }
        }

        return answer;
    }
}
