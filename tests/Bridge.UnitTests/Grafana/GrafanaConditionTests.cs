using System.Net;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>What the breaker tells people of its Grafana.</summary>
public sealed class GrafanaConditionTests : IAsyncDisposable
{
    private readonly BreakerWorld _grafana = new();

    public ValueTask DisposeAsync() => _grafana.DisposeAsync();

    [Fact]
    public void Before_the_first_answer_nothing_is_known()
    {
        var condition = _grafana.Condition;

        Assert.Equal(("main", null, null, null, null, null), (condition.Name, condition.IsUp, condition.Since, condition.Failure, condition.HeldUntil, condition.LastAnswerAt));
    }

    [Fact]
    public async Task It_tells_since_when_it_is_down_and_why_and_when_it_last_answered()
    {
        await _grafana.CreateAsync();
        var upSince = _grafana.Time.GetUtcNow();
        _grafana.Time.Advance(TimeSpan.FromMinutes(1));
        await _grafana.CreateAsync();
        var lastAnswer = _grafana.Time.GetUtcNow();
        var up = _grafana.Condition;
        _grafana.Time.Advance(TimeSpan.FromMinutes(1));
        _grafana.OnCreate = BreakerWorld.Refuses;

        await _grafana.OpensAsync();
        var downSince = _grafana.Time.GetUtcNow();
        _grafana.Time.Advance(TimeSpan.FromSeconds(1));
        _grafana.OnSearch = BreakerWorld.Refuses;
        await _grafana.ProbeAsync();
        var down = _grafana.Condition;

        Assert.Equal((true, upSince, null, lastAnswer), (up.IsUp, up.Since, up.Failure, up.LastAnswerAt));
        Assert.Equal((false, downSince, FailureReason.Network, "connection refused", lastAnswer), (down.IsUp, down.Since, down.Failure?.Reason, down.Failure?.Detail, down.LastAnswerAt));
        Assert.Equal(_grafana.Target.HeldUntil, down.HeldUntil);
    }

    [Fact]
    public async Task When_it_is_up_again_it_tells_since_when()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        await _grafana.OpensAsync();
        _grafana.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await _grafana.ProbeAsync());

        Assert.Equal((true, _grafana.Time.GetUtcNow(), null, null), (_grafana.Condition.IsUp, _grafana.Condition.Since, _grafana.Condition.Failure, _grafana.Condition.HeldUntil));
    }

    [Fact]
    public async Task A_rest_that_it_asked_for_is_told_while_it_lasts()
    {
        _grafana.OnCreate = () => Answers.Json("""{"message":"Too many requests"}""", HttpStatusCode.TooManyRequests);

        await _grafana.CreateAsync();
        var resting = _grafana.Condition;
        _grafana.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(resting.HeldUntil);
        Assert.Equal((FailureReason.RateLimited, false), (resting.Failure?.Reason, resting.IsUp == false));
        Assert.Equal((null, null), (_grafana.Condition.Failure, _grafana.Condition.HeldUntil));
    }
}
