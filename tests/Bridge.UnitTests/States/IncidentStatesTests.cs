using System.Net;
using Bridge.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

public sealed class IncidentStatesTests : StatesFixture
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_state_says_when_it_was_asked_for()
    {
        var asked = Now;
        IncidentIo.OnGet = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(Answers.Json(IncidentIoStub.Incident()));
        };

        var (state, failure) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Null(failure);
        Assert.Equal((Id, "Checkout is slow", asked), (state!.Id, state.Incident?.Name, state.AskedAt));
    }

    [Fact]
    public async Task The_log_learns_what_people_call_an_incident()
    {
        Assert.Null(References.Of(Id.Value));

        var (state, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Equal(state!.Incident!.Reference, References.Of(Id.Value)?.Reference);
    }

    [Fact]
    public async Task A_state_is_remembered_for_half_a_minute()
    {
        var (first, _) = await States.GetAsync(Id, notBefore: null, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(30));
        var (second, _) = await States.GetAsync(Id, notBefore: null, Cancellation);
        Time.Advance(TimeSpan.FromTicks(1));
        var (third, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Same(first, second);
        Assert.NotSame(first, third);
        Assert.Equal(2, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_state_from_before_the_event_is_not_given()
    {
        await States.GetAsync(Id, notBefore: null, Cancellation);
        var (same, _) = await States.GetAsync(Id, notBefore: Now, Cancellation);
        Time.Advance(Second);
        var (newer, _) = await States.GetAsync(Id, notBefore: Now, Cancellation);

        Assert.Equal((Now - Second, Now), (same!.AskedAt, newer!.AskedAt));
        Assert.Equal(2, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_read_counts_for_who_began_it_even_if_another_replicas_clock_is_ahead()
    {
        var (state, _) = await States.GetAsync(Id, notBefore: Now.AddMinutes(5), Cancellation);

        Assert.NotNull(state?.Incident);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_read()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        IncidentIo.OnGet = _ => answer.Task;

        var reads = Enumerable.Range(0, 5).Select(_ => States.GetAsync(Id, notBefore: Now, Cancellation)).ToList();
        answer.SetResult(Answers.Json(IncidentIoStub.Incident()));
        var states = await Task.WhenAll(reads);

        Assert.Single(IncidentIo.Calls);
        Assert.All(states, read => Assert.Same(states[0].State, read.State));
    }

    [Fact]
    public async Task A_read_that_began_before_the_event_is_not_shared_and_does_not_hide_the_newer_one()
    {
        var answers = new Queue<TaskCompletionSource<HttpResponseMessage>>([new(), new()]);
        var (first, second) = (answers.First(), answers.Last());
        IncidentIo.OnGet = _ => answers.Dequeue().Task;

        var before = States.GetAsync(Id, notBefore: null, Cancellation);
        Time.Advance(Second);
        var after = States.GetAsync(Id, notBefore: Now, Cancellation);
        var joined = States.GetAsync(Id, notBefore: Now, Cancellation);
        second.SetResult(Answers.Json(IncidentIoStub.Incident(name: "new")));
        await after;
        first.SetResult(Answers.Json(IncidentIoStub.Incident(name: "old")));
        await before;
        var (remembered, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Equal(2, IncidentIo.Calls.Count);
        Assert.Equal(("old", "new", "new"), ((await before).State!.Incident!.Name, (await joined).State!.Incident!.Name, remembered!.Incident!.Name));
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_nothing_from_the_others()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        IncidentIo.OnGet = _ => answer.Task;
        using var stop = new CancellationTokenSource();

        var impatient = States.GetAsync(Id, notBefore: null, stop.Token);
        var patient = States.GetAsync(Id, notBefore: null, Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult(Answers.Json(IncidentIoStub.Incident()));

        Assert.NotNull((await patient).State);
        Assert.Single(IncidentIo.Calls);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_a_failure_for_all_who_wait_and_the_next_one_is_new()
    {
        var usual = IncidentIo.OnGet;
        IncidentIo.OnGet = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, token);
            throw new InvalidOperationException("Nobody stopped it.");
        };

        var reads = Enumerable.Range(0, 2).Select(_ => States.GetAsync(Id, notBefore: null, Cancellation)).ToList();
        Time.Advance(TimeSpan.FromSeconds(60));
        var ended = await Task.WhenAll(reads);
        IncidentIo.OnGet = usual;

        Assert.All(ended, read => Assert.Equal((null, FailureReason.Timeout, "no answer within 60 s"), (read.State, read.Failure!.Reason, read.Failure.Detail)));
        Assert.NotNull((await States.GetAsync(Id, notBefore: null, Cancellation)).State);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        var usual = IncidentIo.OnGet;
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(HttpStatusCode.BadGateway));
        var (_, failure) = await States.GetAsync(Id, notBefore: null, Cancellation);
        IncidentIo.OnGet = usual;

        Assert.Equal(FailureReason.Server, failure!.Reason);
        Assert.NotNull((await States.GetAsync(Id, notBefore: null, Cancellation)).State);
    }

    [Fact]
    public async Task A_fault_of_the_bridge_reaches_those_who_wait()
    {
        IncidentIo.OnGet = _ => throw new NotSupportedException();

        await Assert.ThrowsAsync<NotSupportedException>(() => States.GetAsync(Id, notBefore: null, Cancellation));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task What_is_not_visible_is_a_state_like_any_other(HttpStatusCode status)
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(status));

        var (first, failure) = await States.GetAsync(Id, notBefore: null, Cancellation);
        var (second, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Null(failure);
        Assert.Equal((Id, null, Now), (first!.Id, first.Incident, first.AskedAt));
        Assert.Same(first, second);
    }

    [Fact]
    public async Task Another_incident_than_the_one_asked_for_is_not_it()
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Json(IncidentIoStub.Incident("01XYZ")));

        var (state, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Equal((Id, null), (state!.Id, state.Incident));
    }

    [Fact]
    public async Task An_incident_asked_for_by_its_reference_is_remembered_by_its_id()
    {
        Assert.True(IncidentReference.TryParse("INC-7", out var reference));

        var (named, _) = await States.GetAsync(reference, Cancellation);
        var (again, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Same(named, again);
        Assert.Equal(["get 7"], IncidentIo.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, FailureReason.NotFound)]
    [InlineData(HttpStatusCode.Gone, FailureReason.NotFound)]
    [InlineData(HttpStatusCode.Forbidden, FailureReason.NotFound)]
    [InlineData(HttpStatusCode.Unauthorized, FailureReason.Auth)]
    public async Task A_reference_that_is_not_visible_has_no_id_to_have_a_state_for(HttpStatusCode status, object reason)
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(status));
        Assert.True(IncidentReference.TryParse("INC-7", out var reference));

        var (state, failure) = await States.GetAsync(reference, Cancellation);

        Assert.Null(state);
        Assert.Equal(reason, failure!.Reason);
    }

    [Fact]
    public async Task What_a_page_has_is_not_read_by_itself()
    {
        IncidentIo.OnList = (_, _) => Task.FromResult(Answers.Json(IncidentIoStub.Page("more", IncidentIoStub.Element("01ABC"), IncidentIoStub.Element("01XYZ"))));

        var (page, _) = await States.ListAsync(new IncidentQuery(), cursor: null, Cancellation);
        var (state, _) = await States.GetAsync(Id, notBefore: Now, Cancellation);

        Assert.Equal((2, "more"), (page!.States.Count, page.Next));
        Assert.All(page.States, listed => Assert.Equal(Now, listed.AskedAt));
        Assert.Same(page.States[0], state);
        Assert.Equal(["list 250 after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task A_page_that_was_asked_for_earlier_does_not_hide_what_was_learned_since()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        IncidentIo.OnList = (_, _) => answer.Task;
        var list = States.ListAsync(new IncidentQuery(), cursor: null, Cancellation);
        Time.Advance(Second);
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Status(HttpStatusCode.NotFound));
        await States.GetAsync(Id, notBefore: null, Cancellation);
        answer.SetResult(Answers.Json(IncidentIoStub.Page(next: null, IncidentIoStub.Element("01ABC"))));
        var (page, _) = await list;

        var (state, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Null(state!.Incident);
        Assert.NotNull(Assert.Single(page!.States).Incident);
    }
}
