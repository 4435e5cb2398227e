using System.Net;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>What fails as a whole is left alone and asked again; what fails by itself stops nothing else.</summary>
public sealed class GrafanaBreakerTests : IAsyncDisposable
{
    private readonly BreakerWorld _grafana = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _grafana.DisposeAsync();

    [Fact]
    public async Task Before_the_first_answer_nobody_knows_whether_it_is_up()
    {
        var before = await _grafana.UpAsync();
        await _grafana.CreateAsync();

        Assert.Equal((null, "1"), (before, await _grafana.UpAsync()));
        Assert.Null(_grafana.Target.HeldUntil);
        Assert.Empty(_grafana.Lines);
    }

    [Fact]
    public async Task One_that_hangs_is_left_alone_after_two_time_outs()
    {
        _grafana.Hangs = true;
        var creates = new[] { _grafana.CreateAsync(), _grafana.CreateAsync() };
        await Eventually.IsTrueAsync(() => _grafana.Count("create") == 2, "both are under way");

        _grafana.Time.Advance(TimeSpan.FromSeconds(10));
        var failures = await Task.WhenAll(creates);

        Assert.All(failures, failure => Assert.Equal(
            (FailureReason.Timeout, "no answer in 10 s", true, true, false),
            (failure!.Reason, failure.Detail, failure.OfUpstream, failure.MayHaveActed, failure.IsHeld)));
        Assert.Equal(TimeSpan.FromSeconds(1), _grafana.HeldFor);
        Assert.Equal("0", await _grafana.UpAsync());
    }

    [Fact]
    public async Task One_that_hangs_is_left_alone_also_if_one_question_waits_for_the_other()
    {
        _grafana.Hangs = true;
        for (var sent = 1; sent <= 2; sent++)
        {
            var create = _grafana.CreateAsync();
            await Eventually.IsTrueAsync(() => _grafana.Count("create") == sent, "it is under way");
            _grafana.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(FailureReason.Timeout, (await create)!.Reason);
            _grafana.Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal("0", await _grafana.UpAsync());
    }

    [Fact]
    public async Task Whoever_comes_while_it_is_left_alone_is_told_why_and_nothing_is_sent()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        await _grafana.OpensAsync();

        var held = await _grafana.CreateAsync();

        Assert.Equal(2, _grafana.Count("create"));
        Assert.Equal(
            new UpstreamFailure(
                FailureReason.Network, "connection refused; it is left alone until 12:00:01 UTC", MayHaveActed: false, IsHeld: true, OfUpstream: true),
            held);
    }

    [Fact]
    public async Task Its_going_down_and_coming_up_is_one_line_each()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        _grafana.OnSearch = BreakerWorld.Refuses;
        await _grafana.OpensAsync();
        for (var probe = 0; probe < 3; probe++)
        {
            _grafana.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.False(await _grafana.ProbeAsync());
        }

        _grafana.OnSearch = () => Answers.Json("[]");
        _grafana.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await _grafana.ProbeAsync());

        Assert.Equal(
            [
                "Warning: Grafana main is down for network: connection refused. It is left alone and asked again from 2026-03-01T12:00:01.0000000+00:00 on.",
                "Information: Grafana main is up again.",
            ],
            _grafana.Lines);
        Assert.Equal("1", await _grafana.UpAsync());
    }

    [Fact]
    public async Task Each_probe_that_fails_doubles_the_pause_up_to_a_minute()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        _grafana.OnSearch = BreakerWorld.Refuses;
        await _grafana.OpensAsync();
        var pauses = new List<double> { _grafana.HeldFor!.Value.TotalSeconds };

        while (pauses.Count < 9)
        {
            _grafana.Time.Advance(_grafana.HeldFor!.Value);
            Assert.False(await _grafana.ProbeAsync());
            pauses.Add(_grafana.HeldFor!.Value.TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], pauses);
        Assert.Equal(8, _grafana.Count("probe"));
    }

    [Fact]
    public async Task Once_it_was_well_the_pauses_begin_anew()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        _grafana.OnSearch = BreakerWorld.Refuses;
        await _grafana.OpensAsync();
        _grafana.Time.Advance(TimeSpan.FromSeconds(1));
        await _grafana.ProbeAsync();
        _grafana.OnSearch = () => Answers.Json("[]");
        _grafana.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await _grafana.ProbeAsync());
        Assert.Null(_grafana.HeldFor);

        await _grafana.OpensAsync();

        Assert.Equal(TimeSpan.FromSeconds(1), _grafana.HeldFor);
    }

    [Fact]
    public async Task A_time_at_which_it_wants_to_be_asked_again_is_kept()
    {
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.ServiceUnavailable, retryAfter: "3600");
        await _grafana.OpensAsync();
        var pause = _grafana.HeldFor;

        _grafana.Time.Advance(TimeSpan.FromMinutes(59));
        var early = await _grafana.ProbeAsync();
        var askedEarly = _grafana.Count("probe");
        _grafana.Time.Advance(TimeSpan.FromMinutes(1));
        var inTime = await _grafana.ProbeAsync();

        Assert.Equal((TimeSpan.FromHours(1), false, 0, true, 1), (pause, early, askedEarly, inTime, _grafana.Count("probe")));
        Assert.Null(_grafana.HeldFor);
    }

    [Fact]
    public async Task It_stays_held_from_when_the_probe_is_due_until_it_is_well()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        await _grafana.OpensAsync();

        _grafana.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(-4), _grafana.HeldFor);
    }

    [Fact]
    public async Task Without_its_database_it_refuses_every_token_and_none_is_wrong()
    {
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.Unauthorized);
        _grafana.OnHealth = () => Answers.Json("""{"database":"failing"}""", HttpStatusCode.ServiceUnavailable);

        var failure = await _grafana.OpensAsync();

        Assert.Equal((FailureReason.Server, "it answers 401 while its database is away", true), (failure.Reason, failure.Detail, failure.OfUpstream));
        Assert.Contains("is down for server: it answers 401 while its database is away.", Assert.Single(_grafana.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_wrong_if_it_is_refused_by_one_that_is_well()
    {
        _grafana.OnCreate = () => Answers.Json("""{"message":"Invalid API key"}""", HttpStatusCode.Unauthorized);

        var failure = await _grafana.OpensAsync();

        Assert.Equal((FailureReason.Auth, "HTTP 401: Invalid API key", true), (failure.Reason, failure.Detail, failure.OfUpstream));
        Assert.Equal(["create", "health", "create", "health"], _grafana.Asked);
        Assert.Equal("0", await _grafana.UpAsync());
    }

    [Fact]
    public async Task Twelve_seconds_of_an_ingress_that_knows_no_grafana_refuse_no_annotation()
    {
        _grafana.OnCreate = _grafana.OnSearch = () => Answers.Html(HttpStatusCode.NotFound);
        var failures = new List<UpstreamFailure>();
        for (var second = 0; second < 12; second++)
        {
            failures.Add((await _grafana.CreateAsync())!);
            failures.Add((await _grafana.CreateAsync())!);
            _grafana.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _grafana.OnCreate = () => Answers.Json("""{"id":7}""");
        _grafana.Time.Advance(TimeSpan.FromSeconds(8));

        Assert.All(failures, failure => Assert.True(failure.OfUpstream));
        Assert.All(failures, failure => Assert.StartsWith("it answered with a page of HTML (HTTP 404)", failure.Detail, StringComparison.Ordinal));
        Assert.Equal(5, _grafana.Count("create"));
        Assert.Null(await _grafana.CreateAsync());
    }

    [Fact]
    public async Task A_redirect_is_of_the_address()
    {
        _grafana.OnCreate = () =>
        {
            var answer = Answers.Html(HttpStatusCode.Found);
            answer.Headers.Location = new Uri("https://who:pw@login.example/start?token=secret#x");
            return answer;
        };

        var failure = await _grafana.OpensAsync();

        Assert.Equal(
            (FailureReason.InvalidAnswer, "it redirects to login.example/start (HTTP 302)", true, false),
            (failure.Reason, failure.Detail, failure.OfUpstream, failure.MayHaveActed));
    }

    [Fact]
    public async Task Errors_of_its_own_stop_nothing_while_the_probe_is_well()
    {
        _grafana.OnCreate = BreakerWorld.OwnError;

        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _grafana.CreateAsync()));
        await Eventually.IsTrueAsync(() => _grafana.Count("probe") == 1, "it is asked");
        await _grafana.ProbeAsync();

        Assert.All(failures, failure => Assert.Equal(
            (FailureReason.Server, "HTTP 500: Failed to save annotation", false, false),
            (failure!.Reason, failure.Detail, failure.OfUpstream, failure.IsHeld)));
        Assert.Equal(20, _grafana.Count("create"));
        Assert.Null(_grafana.Target.HeldUntil);
        Assert.Empty(_grafana.Lines);
        Assert.Equal("1", await _grafana.UpAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Errors_of_its_own_are_those_of_all_if_the_probe_has_one_too(int creates)
    {
        _grafana.OnCreate = _grafana.OnSearch = BreakerWorld.OwnError;

        await Task.WhenAll(Enumerable.Range(0, creates).Select(_ => _grafana.CreateAsync()));

        await Eventually.IsTrueAsync(() => _grafana.HeldFor == TimeSpan.FromSeconds(1), "it is left alone");

        // A create that fails after the first probe did is the second failure.
        Assert.InRange(_grafana.Count("probe"), creates == 1 ? 2 : 1, 2);
        await Eventually.IsTrueAsync(() => _grafana.Lines.Count == 1, "it is said");
        Assert.Contains("is down for server: HTTP 500: Failed to save annotation.", _grafana.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_failures_that_come_at_the_same_time_are_two()
    {
        for (var round = 1; round <= 200; round++)
        {
            _grafana.OnCreate = BreakerWorld.Refuses;
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => _grafana.CreateAsync(), Cancellation)));
            Assert.True(_grafana.Target.HeldUntil is not null, $"It is not left alone in round {round}.");

            _grafana.OnCreate = BreakerWorld.Takes;
            _grafana.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await _grafana.CreateAsync());
        }
    }

    [Fact]
    public async Task A_storm_of_errors_is_probed_once_a_second()
    {
        _grafana.OnCreate = BreakerWorld.OwnError;
        for (var second = 1; second <= 3; second++)
        {
            for (var create = 0; create < 5; create++)
            {
                await _grafana.CreateAsync();
            }

            // What fails while the probe before is still under way is not asked about anew; what fails after it is.
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await _grafana.CreateAsync();
                    return _grafana.Count("probe") == second;
                },
                "it was asked");
            _grafana.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_grafana.Count("create"), 18, int.MaxValue);
        Assert.Equal(3, _grafana.Count("probe"));
        Assert.Null(_grafana.Target.HeldUntil);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData(null, 1)]
    [InlineData("0", 1)]
    [InlineData("999999", 3600)]
    public async Task One_that_wants_fewer_requests_gets_none_for_as_long_as_it_says_and_is_not_down(string? retryAfter, int seconds)
    {
        await _grafana.CreateAsync();
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.TooManyRequests, retryAfter);

        var failure = await _grafana.CreateAsync();
        var held = await _grafana.CreateAsync();
        var pause = _grafana.HeldFor;
        _grafana.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal((FailureReason.RateLimited, false, false), (failure!.Reason, failure.OfUpstream, failure.IsHeld));
        Assert.Equal((FailureReason.RateLimited, true), (held!.Reason, held.IsHeld));
        Assert.Equal((TimeSpan.FromSeconds(seconds), null), (pause, _grafana.HeldFor));
        Assert.Equal(2, _grafana.Count("create"));
        Assert.Empty(_grafana.Lines);
        Assert.Equal("1", await _grafana.UpAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task What_it_refuses_in_its_own_words_stops_nothing_else(HttpStatusCode status)
    {
        _grafana.OnCreate = () => Answers.Status(status);
        for (var create = 0; create < 5; create++)
        {
            Assert.False((await _grafana.CreateAsync())!.OfUpstream);
        }

        Assert.Null(_grafana.Target.HeldUntil);
        Assert.Equal("1", await _grafana.UpAsync());
    }

    [Fact]
    public async Task New_credentials_are_tried_at_once()
    {
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.Unauthorized);
        await _grafana.OpensAsync();

        _grafana.Target.Forgive();
        var held = _grafana.Target.HeldUntil;
        var whileUnknown = await _grafana.UpAsync();
        _grafana.OnCreate = () => Answers.Json("""{"id":7}""");

        Assert.Null(held);
        Assert.Null(await _grafana.CreateAsync());
        Assert.Equal(("0", "1"), (whileUnknown, await _grafana.UpAsync()));
        Assert.Equal(2, _grafana.Lines.Count);
    }

    [Fact]
    public async Task New_credentials_that_are_wrong_too_are_no_news()
    {
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.Unauthorized);
        await _grafana.OpensAsync();

        _grafana.Target.Forgive();
        await _grafana.OpensAsync();

        Assert.Single(_grafana.Lines);
    }

    [Fact]
    public async Task A_request_that_its_caller_gives_up_closes_nothing()
    {
        _grafana.OnCreate = () => Answers.Status(HttpStatusCode.ServiceUnavailable, retryAfter: "600");
        await _grafana.OpensAsync();
        _grafana.Time.Advance(TimeSpan.FromMinutes(10));
        _grafana.Hangs = true;
        using var giveUp = new CancellationTokenSource();

        var create = _grafana.CreateAsync(giveUp.Token);
        await Eventually.IsTrueAsync(() => _grafana.Count("create") == 3, "it is under way");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);

        Assert.Equal(TimeSpan.FromSeconds(2), _grafana.HeldFor);
        Assert.Equal("0", await _grafana.UpAsync());
    }

    [Fact]
    public async Task While_one_asks_whether_it_is_well_the_others_wait_for_the_same_answer()
    {
        _grafana.OnCreate = BreakerWorld.Refuses;
        await _grafana.OpensAsync();
        _grafana.Time.Advance(TimeSpan.FromSeconds(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _grafana.ProbeAsync()));

        Assert.All(answers, Assert.True);
        Assert.InRange(_grafana.Count("probe"), 1, 10);
        Assert.Null(_grafana.Target.HeldUntil);
    }

    [Fact]
    public async Task It_is_given_no_more_requests_at_once_than_the_setting_says()
    {
        _grafana.Hangs = true;

        var creates = Enumerable.Range(0, 6).Select(_ => _grafana.CreateAsync()).ToList();
        await Eventually.IsTrueAsync(() => _grafana.Count("create") == 4, "four are under way");
        Assert.All(creates, create => Assert.False(create.IsCompleted));

        // Slots may be free before the second time-out has opened the breaker.
        await Eventually.IsTrueAsync(
            () =>
            {
                _grafana.Time.Advance(TimeSpan.FromSeconds(10));
                return creates.TrueForAll(create => create.IsCompleted);
            },
            "all have ended");
        var failures = await Task.WhenAll(creates);

        Assert.InRange(_grafana.Count("create"), 4, 6);
        Assert.Equal(6 - _grafana.Count("create"), failures.Count(failure => failure!.IsHeld));
    }
}
