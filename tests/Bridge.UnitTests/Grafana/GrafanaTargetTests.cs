using System.Net;
using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;
using Polly.Timeout;

namespace Bridge.UnitTests.Grafana;

public sealed class GrafanaTargetTests
{
    private static readonly DesiredAnnotation Annotation = Assert.Single(AnnotationPolicy.Decide(
        AnIncident.Live(), new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"message":"Annotation added","id":7}""", 7)]
    [InlineData("""{"id":9223372036854775807,"new":{"member":[1]}}""", long.MaxValue)]
    public async Task A_create_gives_the_id(string body, long id)
    {
        var made = Assert.IsType<TargetResult.Made>(await CreateAsync(() => Answers.Json(body))).Annotation;

        Assert.Equal(id, made.Id.Value);
        Assert.True(made.Shows(Annotation));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":0}""")]
    [InlineData("""{"id":-7}""")]
    [InlineData("""{"id":"7"}""")]
    [InlineData("""{"id":7.5}""")]
    [InlineData("""{"id":9223372036854775808}""")]
    [InlineData("""{"id":[7]}""")]
    [InlineData("""{"id":7""")]
    [InlineData("""[{"id":7}]""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("<!DOCTYPE html>")]
    public async Task A_create_without_a_usable_id_is_in_doubt(string body)
    {
        var failure = Failure(await CreateAsync(() => Answers.Json(body)));

        Assert.Equal((FailureReason.InvalidAnswer, true), (failure.Reason, failure.MayHaveActed));
    }

    [Fact]
    public async Task A_create_whose_answer_breaks_off_is_in_doubt()
    {
        var failure = Failure(await CreateAsync(Answers.Broken));

        Assert.Equal((FailureReason.Network, true), (failure.Reason, failure.MayHaveActed));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "client", false)]
    [InlineData(HttpStatusCode.Unauthorized, "invalid_answer", false)]
    [InlineData(HttpStatusCode.Forbidden, "auth", false)]
    [InlineData(HttpStatusCode.NotFound, "not_found", false)]
    [InlineData(HttpStatusCode.InternalServerError, "server", true)]
    [InlineData(HttpStatusCode.GatewayTimeout, "server", true)]
    public async Task A_create_that_is_refused_says_whether_it_may_have_acted(HttpStatusCode status, string reason, bool mayHaveActed)
    {
        var failure = Failure(await CreateAsync(() => Answers.Status(status)));

        Assert.Equal((reason, mayHaveActed), (Labels.Of(failure.Reason), failure.MayHaveActed));
    }

    [Fact]
    public async Task A_wish_to_be_left_alone_is_handed_on()
    {
        var failure = Failure(await CreateAsync(() => Answers.Status(HttpStatusCode.TooManyRequests, retryAfter: "30")));

        Assert.Equal((FailureReason.RateLimited, TimeSpan.FromSeconds(30)), (failure.Reason, failure.RetryAfter));
    }

    [Fact]
    public async Task A_time_out_of_one_request_is_a_failure()
    {
        var failure = Failure(await CreateAsync(() => throw new TimeoutRejectedException()));

        Assert.Equal((FailureReason.Timeout, true), (failure.Reason, failure.MayHaveActed));
    }

    [Fact]
    public async Task A_body_that_never_comes_is_a_time_out()
    {
        var time = new FakeTimeProvider();
        var target = StubGrafana.Target(_ => Answers.Endless(), time);

        var update = target.UpdateAsync(StubGrafana.Found(7), Annotation, Cancellation);
        var seconds = 0;
        await Eventually.IsTrueAsync(() => Advance() && update.IsCompleted, "it is given up");

        Assert.True(seconds >= 30);
        Assert.Equal((FailureReason.Timeout, "its answer did not end in time", true), (Failure(await update).Reason, Failure(await update).Detail, Failure(await update).MayHaveActed));

        bool Advance()
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return ++seconds > 0;
        }
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_an_exception()
    {
        using var stopping = new CancellationTokenSource();
        var target = StubGrafana.Target(new StubHandler((_, token) =>
        {
            stopping.Cancel();
            return Task.FromCanceled<HttpResponseMessage>(token);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.CreateAsync(Annotation, stopping.Token));
    }

    [Fact]
    public async Task A_fault_of_the_bridge_is_not_dressed_up_as_grafanas()
    {
        var exception = await Assert.ThrowsAsync<Refit.ApiRequestException>(() => CreateAsync(() => throw new InvalidOperationException()));

        Assert.IsType<InvalidOperationException>(exception.InnerException);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"message":"Annotation updated"}""", "Done")]
    [InlineData(HttpStatusCode.OK, "{}", "Done")]
    [InlineData(HttpStatusCode.NotFound, """{"message":"Annotation not found"}""", "Gone")]
    [InlineData(HttpStatusCode.NotFound, "<html>", "InvalidAnswer of all")]
    [InlineData(HttpStatusCode.InternalServerError, """{"message":"Could not find annotation to update"}""", "Gone")]
    [InlineData(HttpStatusCode.InternalServerError, """{"message":"Failed to update annotation"}""", "Server")]
    [InlineData(HttpStatusCode.InternalServerError, "[]", "Server")]
    [InlineData(HttpStatusCode.InternalServerError, "null", "Server of all")]
    [InlineData(HttpStatusCode.InternalServerError, "<html>", "Server of all")]
    [InlineData(HttpStatusCode.BadGateway, """{"message":"Could not find annotation to update"}""", "Server of all")]
    [InlineData(HttpStatusCode.Forbidden, """{"message":"Access denied"}""", "Refused")]
    [InlineData(HttpStatusCode.Unauthorized, """{"message":"Unauthorized"}""", "InvalidAnswer of all")]
    [InlineData(HttpStatusCode.MethodNotAllowed, "", "InvalidAnswer of all")]
    [InlineData(HttpStatusCode.BadRequest, """{"message":"Tags length exceeds"}""", "Client")]
    [InlineData(HttpStatusCode.OK, "<html>", "InvalidAnswer")]
    [InlineData(HttpStatusCode.OK, "", "Done")]
    [InlineData(HttpStatusCode.NoContent, "", "Done")]
    public async Task A_change_tells_gone_from_refused_and_from_failed(HttpStatusCode status, string body, string expected)
    {
        var target = StubGrafana.Target(_ => Answers.Json(body, status));

        var updated = await target.UpdateAsync(StubGrafana.Found(7), Annotation, Cancellation);
        var deleted = await target.DeleteAsync(StubGrafana.Found(7), Cancellation);

        Assert.Equal(expected, Summary(updated));
        Assert.Equal(expected, Summary(deleted));
    }

    private static string Summary(TargetResult result) => result switch
    {
        TargetResult.Failed failed => failed.Failure.Reason + (failed.Failure.OfUpstream ? " of all" : ""),
        _ => result.GetType().Name,
    };

    private static UpstreamFailure Failure(TargetResult result) => Assert.IsType<TargetResult.Failed>(result).Failure;

    private static Task<TargetResult> CreateAsync(Func<HttpResponseMessage> answer) =>
        StubGrafana.Target(_ => answer()).CreateAsync(Annotation, Cancellation);
}
