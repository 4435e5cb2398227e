using System.Net;
using Bridge.Upstreams;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.Timeout;

namespace Bridge.UnitTests.Upstreams;

public sealed class ConcurrencyLimiterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _limits = [];
    private readonly List<TaskCompletionSource<HttpResponseMessage>> _underWay = [];
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public ConcurrencyLimiterTests()
    {
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimit(2, _time), _time, _limits.Add);
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddStrategy(_ => limiter).Build();
    }

    [Fact]
    public void No_more_go_at_once_than_the_limit_says()
    {
        for (var request = 0; request < 5; request++)
        {
            _ = SendAsync();
        }

        Assert.Equal(2, _underWay.Count);
    }

    [Fact]
    public async Task The_answer_of_one_lets_the_next_go_in_the_order_in_which_they_came()
    {
        var requests = Enumerable.Range(0, 4).Select(_ => SendAsync()).ToList();

        _underWay[1].SetResult(Answer(HttpStatusCode.OK));
        await requests[1];
        await UnderWayAsync(3);
        _underWay[2].SetResult(Answer(HttpStatusCode.Created));

        Assert.Equal(HttpStatusCode.Created, (await requests[2]).StatusCode);
        Assert.False(requests[0].IsCompleted);
    }

    [Fact]
    public async Task A_place_comes_back_from_a_request_that_failed()
    {
        var requests = Enumerable.Range(0, 3).Select(_ => SendAsync()).ToList();

        _underWay[0].SetException(new HttpRequestException());
        await Assert.ThrowsAsync<HttpRequestException>(() => requests[0]);

        await UnderWayAsync(3);
        Assert.Empty(_limits);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task After_a_refusal_fewer_go_at_once_and_that_is_told(HttpStatusCode refusal)
    {
        var requests = Enumerable.Range(0, 4).Select(_ => SendAsync()).ToList();

        _underWay[0].SetResult(Answer(refusal));
        await requests[0];

        Assert.Equal([1], _limits);
        Assert.Equal(2, _underWay.Count);
        _underWay[1].SetResult(Answer(refusal));
        await requests[1];
        await UnderWayAsync(3);
        Assert.False(requests[2].IsCompleted);
        _underWay[2].SetResult(Answer(refusal));
        await requests[2];
        await UnderWayAsync(4);
    }

    [Fact]
    public async Task No_answer_in_time_counts_as_a_refusal()
    {
        var request = SendAsync();

        _underWay[0].SetException(new TimeoutRejectedException());
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => request);

        Assert.Equal([1], _limits);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task Other_failures_say_nothing_of_too_much_work(HttpStatusCode failure)
    {
        var request = SendAsync();

        _underWay[0].SetResult(Answer(failure));
        await request;

        Assert.Empty(_limits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Found)]
    public async Task Beside_a_failure_that_came_at_once_good_answers_do_not_look_slow(HttpStatusCode? failure)
    {
        await AnsweredAsync(HttpStatusCode.OK, TimeSpan.FromMilliseconds(600));
        await AnsweredAsync(failure, TimeSpan.FromMilliseconds(1));

        await AnsweredAsync(HttpStatusCode.OK, TimeSpan.FromMilliseconds(600));

        Assert.Empty(_limits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Only_good_answers_raise_the_limit_again(HttpStatusCode? failure)
    {
        await AnsweredAsync(HttpStatusCode.TooManyRequests, TimeSpan.FromMilliseconds(20));
        for (var request = 0; request < 8; request++)
        {
            await AnsweredAsync(failure, TimeSpan.FromMilliseconds(1));
        }

        var before = _limits.ToList();
        await AnsweredAsync(HttpStatusCode.OK, TimeSpan.FromMilliseconds(20));

        Assert.Equal([1], before);
        Assert.Equal([1, 2], _limits);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place()
    {
        using var giveUp = new CancellationTokenSource();
        _ = SendAsync();
        _ = SendAsync();
        var given = SendAsync(giveUp);
        var next = SendAsync();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _underWay[0].SetResult(Answer(HttpStatusCode.OK));

        await UnderWayAsync(3);
        _underWay[2].SetResult(Answer(HttpStatusCode.Accepted));
        Assert.Equal(HttpStatusCode.Accepted, (await next).StatusCode);
    }

    [Fact]
    public async Task What_the_caller_gave_up_says_nothing_of_the_upstream()
    {
        using var giveUp = new CancellationTokenSource();
        var request = SendAsync(giveUp);

        await giveUp.CancelAsync();
        _underWay[0].SetResult(Answer(HttpStatusCode.ServiceUnavailable));
        await request;

        Assert.Empty(_limits);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status) => new(status);

    /// <summary>A request that ends so, after so long; without a status it does not get there.</summary>
    private async Task AnsweredAsync(HttpStatusCode? status, TimeSpan elapsed)
    {
        var request = SendAsync();
        _time.Advance(elapsed);
        if (status is { } answered)
        {
            _underWay[^1].SetResult(Answer(answered));
            await request;
        }
        else
        {
            _underWay[^1].SetException(new HttpRequestException());
            await Assert.ThrowsAsync<HttpRequestException>(() => request);
        }
    }

    private Task<HttpResponseMessage> SendAsync(CancellationTokenSource? caller = null) => _pipeline.ExecuteAsync(
        async _ =>
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>();
            lock (_underWay)
            {
                _underWay.Add(answer);
            }

            return await answer.Task;
        },
        caller?.Token ?? TestContext.Current.CancellationToken).AsTask();

    private Task UnderWayAsync(int count) => Eventually.IsTrueAsync(() =>
    {
        lock (_underWay)
        {
            return _underWay.Count == count;
        }
    }, $"{count} requests are under way");
}
