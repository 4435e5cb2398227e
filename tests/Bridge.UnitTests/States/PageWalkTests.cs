using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.States;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Polly.Timeout;

namespace Bridge.UnitTests.States;

public sealed class PageWalkTests : StatesFixture
{
    [Fact]
    public async Task An_empty_page_with_a_cursor_is_followed()
    {
        Lists(("", "first"), ("first", "second"), ("second", null));

        var (pages, failure) = await WalkAsync();

        Assert.Null(failure);
        Assert.Equal([0, 0, 1], pages.Select(page => page.States.Count));
        Assert.Equal(["list 250 after ", "list 250 after first", "list 250 after second"], IncidentIo.Calls);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public async Task A_cursor_that_comes_again_ends_the_walk_with_a_failure(string again)
    {
        Lists(("", "first"), ("first", "second"), ("second", again));

        var (pages, failure) = await WalkAsync();

        Assert.Equal((FailureReason.InvalidAnswer, "the list's cursor goes in a circle"), (failure!.Reason, failure.Detail));
        Assert.Equal(3, pages.Count);
        Assert.Equal(3, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_page_that_fails_ends_the_walk()
    {
        Lists(("", "first"));
        var list = IncidentIo.OnList;
        IncidentIo.OnList = (after, token) => after == "first" ? Task.FromResult(Answers.Status(HttpStatusCode.BadGateway)) : list(after, token);

        var (pages, failure) = await WalkAsync();

        Assert.Single(pages);
        Assert.Equal(FailureReason.Server, failure!.Reason);
        Assert.Equal(2, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_page_that_does_not_come_in_time_is_asked_for_again_at_half_the_size()
    {
        Lists(("", "first"), ("first", null));
        var list = IncidentIo.OnList;
        IncidentIo.OnList = (after, token) => IncidentIo.Calls.Count <= 2 ? throw new TimeoutRejectedException() : list(after, token);

        var (pages, failure) = await WalkAsync();

        Assert.Null(failure);
        Assert.Equal(2, pages.Count);
        Assert.Equal(["list 250 after ", "list 125 after ", "list 62 after ", "list 62 after first"], IncidentIo.Calls);
        Assert.Equal(2, Logs.GetSnapshot().Count(record => record.Id.Id == EventIds.SmallerPage && record.Level == LogLevel.Debug));
    }

    [Fact]
    public async Task A_list_that_never_comes_in_time_is_a_failure_in_the_end()
    {
        IncidentIo.OnList = (_, _) => throw new TimeoutRejectedException();

        var (pages, failure) = await WalkAsync();

        Assert.Empty(pages);
        Assert.Equal(FailureReason.Timeout, failure!.Reason);
        Assert.Equal([250, 125, 62, 31, 25], IncidentIo.Calls.Select(call => int.Parse(call.Split(' ')[1])));
    }

    [Fact]
    public async Task Who_stops_early_asks_for_no_more()
    {
        Lists(("", "first"), ("first", null));

        await foreach (var _ in States.WalkAsync(new IncidentQuery(), Cancellation))
        {
            break;
        }

        Assert.Single(IncidentIo.Calls);
    }

    /// <summary>Pages by the cursor that they are asked for with; the last one has an incident.</summary>
    private void Lists(params (string After, string? Next)[] pages) => IncidentIo.OnList = (after, _) =>
    {
        var (_, next) = pages.Single(page => page.After == (after ?? ""));
        return Task.FromResult(Answers.Json(next is null ? IncidentIoStub.Page(next, IncidentIoStub.Element("01ABC")) : IncidentIoStub.Page(next)));
    };

    private async Task<(List<StatePage> Pages, UpstreamFailure? Failure)> WalkAsync()
    {
        var pages = new List<StatePage>();
        UpstreamFailure? failed = null;
        await foreach (var (page, failure) in States.WalkAsync(new IncidentQuery(), Cancellation))
        {
            Assert.Null(failed);
            failed = failure;
            pages.AddRange(page is null ? [] : [page]);
        }

        return (pages, failed);
    }
}
