using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Reconciliation;

public sealed class RetryScheduleTests
{
    private const double NoJitter = 0.5;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("rate_limited", 0, "retry", "00:00:01")]
    [InlineData("server", 0, "retry", "00:00:01")]
    [InlineData("timeout", 1, "retry", "00:00:02")]
    [InlineData("network", 5, "retry", "00:00:32")]
    [InlineData("network", 6, "retry", "00:01:00")]
    [InlineData("invalid_answer", 1000, "retry", "00:01:00")]
    [InlineData("auth", 0, "retry", "00:00:30")]
    [InlineData("auth", 3, "retry", "00:04:00")]
    [InlineData("auth", 4, "retry", "00:05:00")]
    [InlineData("not_found", 0, "retry", "00:00:01")]
    [InlineData("not_found", 2, "retry", "00:00:04")]
    [InlineData("not_found", 3, "dead letter", "01:20:00")]
    [InlineData("client", 0, "dead letter", "00:10:00")]
    [InlineData("client", 5, "dead letter", "05:20:00")]
    [InlineData("client", 6, "dead letter", "06:00:00")]
    [InlineData("internal", 0, "dead letter", "00:10:00")]
    [InlineData("internal", int.MaxValue, "dead letter", "06:00:00")]
    public void The_reason_and_the_attempts_decide(string reason, int attempts, string kind, string delay)
    {
        var failure = new UpstreamFailure(Labels.Parse<FailureReason>(reason), "detail");

        var (actualKind, due, actualReason) = Parts(RetrySchedule.After(failure, attempts, Now, NoJitter));

        Assert.Equal(kind, actualKind);
        Assert.Equal(failure.Reason, actualReason);
        Assert.Equal(TimeSpan.Parse(delay, System.Globalization.CultureInfo.InvariantCulture), due - Now);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Neither_what_fails_a_grafana_as_a_whole_nor_words_that_have_to_go_make_a_dead_letter(bool ofUpstream, bool isUrgent)
    {
        foreach (var reason in Enum.GetValues<FailureReason>())
        {
            var failure = new UpstreamFailure(reason, "detail", OfUpstream: ofUpstream);

            Assert.Equal(new WorkOutcome.Retry(reason, Now.AddSeconds(1), isUrgent), RetrySchedule.After(failure, 0, Now, NoJitter, isUrgent));
            Assert.Equal(new WorkOutcome.Retry(reason, Now.AddMinutes(1), isUrgent), RetrySchedule.After(failure, 1000, Now, NoJitter, isUrgent));
        }
    }

    [Fact]
    public void Every_reason_has_a_rule()
    {
        foreach (var reason in Enum.GetValues<FailureReason>())
        {
            Assert.Null(Record.Exception(() => RetrySchedule.After(new UpstreamFailure(reason, ""), 0, Now, NoJitter)));
        }
    }

    [Theory]
    [InlineData("rate_limited", "00:10:00", "00:10:00")]
    [InlineData("server", "00:10:00", "00:10:00")]
    [InlineData("auth", "00:10:00", "00:10:00")]
    [InlineData("rate_limited", "00:00:00.5", "00:00:01")]
    [InlineData("rate_limited", "00:00:00", "00:00:01")]
    public void An_upstream_that_asks_for_patience_gets_it(string reason, string asked, string waited)
    {
        var retryAfter = TimeSpan.Parse(asked, System.Globalization.CultureInfo.InvariantCulture);
        var failure = new UpstreamFailure(Labels.Parse<FailureReason>(reason), "detail", retryAfter);

        var (_, due, _) = Parts(RetrySchedule.After(failure, 0, Now, NoJitter));

        Assert.Equal(TimeSpan.Parse(waited, System.Globalization.CultureInfo.InvariantCulture), due - Now);
    }

    [Fact]
    public void What_an_upstream_as_a_whole_asks_for_is_its_breakers_to_wait_for()
    {
        var failure = new UpstreamFailure(FailureReason.RateLimited, "detail", TimeSpan.FromMinutes(10), OfUpstream: true);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.RateLimited, Now.AddSeconds(1)), RetrySchedule.After(failure, 0, Now, NoJitter));
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1.2)]
    public void Jitter_spreads_a_delay_by_a_fifth_either_way(double jitter, double seconds)
    {
        var (_, due, _) = Parts(RetrySchedule.After(new UpstreamFailure(FailureReason.Server, ""), 0, Now, jitter));

        Assert.Equal(seconds, (due - Now).TotalSeconds, precision: 6);
    }

    [Fact]
    public void A_delay_is_never_shorter_than_asked_for_and_never_longer_than_its_bound()
    {
        var any = Gen.Select(
            Gen.OneOf(Enum.GetValues<FailureReason>()),
            Gen.Int[0, int.MaxValue],
            Gen.Double[0, 1],
            Gen.Int[-900, 3600].Select(seconds => seconds < 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(seconds)));

        any.Sample((reason, attempts, jitter, retryAfter) =>
        {
            var (kind, due, _) = Parts(RetrySchedule.After(new UpstreamFailure(reason, "", retryAfter), attempts, Now, jitter));

            var longest = (kind, reason) switch
            {
                ("dead letter", _) => TimeSpan.FromHours(6),
                (_, FailureReason.Auth) => TimeSpan.FromMinutes(5),
                _ => TimeSpan.FromMinutes(1),
            };
            var bound = longest * 1.2 > (retryAfter ?? default) ? longest * 1.2 : retryAfter!.Value;
            Assert.InRange(due - Now, TimeSpan.FromSeconds(0.8), bound);
            Assert.True(kind == "dead letter" || due - Now >= (retryAfter ?? default));
        });
    }

    [Fact]
    public void More_attempts_never_mean_a_shorter_delay()
    {
        Gen.Select(Gen.OneOf(Enum.GetValues<FailureReason>()), Gen.Int[0, 50]).Sample((reason, attempts) =>
        {
            var (_, sooner, _) = Parts(RetrySchedule.After(new UpstreamFailure(reason, ""), attempts, Now, NoJitter));
            var (_, later, _) = Parts(RetrySchedule.After(new UpstreamFailure(reason, ""), attempts + 1, Now, NoJitter));

            Assert.True(later >= sooner);
        });
    }

    [Theory]
    [InlineData("server", "server")]
    [InlineData("client,server", "server")]
    [InlineData("not_found,network", "network")]
    [InlineData("internal,auth", "auth")]
    [InlineData("client,internal", "client")]
    [InlineData("timeout,server", "timeout")]
    public void Of_several_failures_the_one_that_passes_by_itself_decides(string reasons, string deciding)
    {
        var failures = reasons.Split(',').Select(reason => new UpstreamFailure(Labels.Parse<FailureReason>(reason), "")).ToList();

        Assert.Equal(deciding, Labels.Of(RetrySchedule.Deciding(failures).Reason));
    }

    private static (string Kind, DateTimeOffset Due, FailureReason Reason) Parts(WorkOutcome outcome) => outcome switch
    {
        WorkOutcome.Retry retry => ("retry", retry.DueAt, retry.Reason),
        WorkOutcome.DeadLetter dead => ("dead letter", dead.DueAt, dead.Reason),
        _ => throw new InvalidOperationException($"A failure cannot end with {outcome.GetType().Name}."),
    };
}
