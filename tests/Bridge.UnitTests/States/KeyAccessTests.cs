using System.Net;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

/// <summary>Whether a 403 speaks of the incident or of the key.</summary>
public sealed class KeyAccessTests : StatesFixture
{
    public KeyAccessTests() => IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(HttpStatusCode.Forbidden));

    [Fact]
    public async Task A_key_that_may_read_others_may_not_see_this_one()
    {
        var (state, failure) = await GetAsync(1);

        Assert.Null(failure);
        Assert.Null(state!.Incident);
        Assert.Equal(["get 1", "identity"], IncidentIo.Calls);
    }

    [Theory]
    [InlineData("""{"identity":{"roles":["incident_creator"]}}""", HttpStatusCode.OK, FailureReason.Auth, "HTTP 403; the key lacks the role viewer")]
    [InlineData("", HttpStatusCode.Unauthorized, FailureReason.Auth, "HTTP 403; the key's roles could not be read: HTTP 401")]
    [InlineData("", HttpStatusCode.Forbidden, FailureReason.Auth, "HTTP 403; the key's roles could not be read: HTTP 403")]
    [InlineData("", HttpStatusCode.BadGateway, FailureReason.Server, "HTTP 403; the key's roles could not be read: HTTP 502")]
    public async Task Otherwise_the_key_fails_and_nothing_is_said_of_the_incident(string body, HttpStatusCode status, object reason, string detail)
    {
        IncidentIo.OnIdentity = () => Task.FromResult(Answers.Json(body, status));

        var (state, failure) = await GetAsync(1);

        Assert.Null(state);
        Assert.Equal((reason, detail), (failure!.Reason, failure.Detail));
    }

    [Fact]
    public async Task The_key_is_asked_about_once_for_all_and_not_again_for_some_seconds()
    {
        var identity = new TaskCompletionSource<HttpResponseMessage>();
        IncidentIo.OnIdentity = () => identity.Task;

        Task<(Bridge.States.SubjectState? State, UpstreamFailure? Failure)>[] reads = [GetAsync(1), GetAsync(2), GetAsync(3)];
        identity.SetResult(Answers.Json("""{"identity":{"roles":["viewer"]}}"""));
        await Task.WhenAll(reads);
        Time.Advance(TimeSpan.FromSeconds(5));
        await GetAsync(4);
        var before = IncidentIo.Calls.Count(call => call == "identity");
        Time.Advance(TimeSpan.FromTicks(1));
        IncidentIo.OnIdentity = () => Task.FromResult(Answers.Status(HttpStatusCode.Unauthorized));
        var (_, failure) = await GetAsync(5);

        Assert.Equal((1, 2), (before, IncidentIo.Calls.Count(call => call == "identity")));
        Assert.Equal(FailureReason.Auth, failure!.Reason);
    }

    [Fact]
    public async Task A_wrong_key_is_not_asked_about()
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(HttpStatusCode.Unauthorized));

        var (_, failure) = await GetAsync(1);

        Assert.Equal(FailureReason.Auth, failure!.Reason);
        Assert.Equal(["get 1"], IncidentIo.Calls);
    }

    private Task<(Bridge.States.SubjectState? State, UpstreamFailure? Failure)> GetAsync(int number) =>
        States.GetAsync(SubjectId.Parse($"{number}"), notBefore: null, Cancellation);
}
