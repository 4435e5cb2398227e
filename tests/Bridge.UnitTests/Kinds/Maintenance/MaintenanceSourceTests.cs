using System.Net;
using Bridge.Incidents;
using Bridge.Kinds.Maintenance;
using Bridge.Subjects;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.Maintenance;

/// <summary>incident.io gives no window by its id: one is looked for in three lists.</summary>
public sealed class MaintenanceSourceTests
{
    private readonly FakeTimeProvider _time = new(AWindow.From.AddHours(-2));
    private readonly FakeMaintenanceApi _api;
    private readonly MaintenanceSource _source;

    public MaintenanceSourceTests()
    {
        _api = new FakeMaintenanceApi(_time);
        _source = new MaintenanceSource(_api, new IncidentIoRequests(_time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1, new[] { "active after ", "upcoming after " })]
    [InlineData(1, new[] { "active after " })]
    [InlineData(3, new[] { "active after ", "upcoming after ", "past after " })]
    public async Task One_is_found_in_whichever_list_it_stands(int hours, string[] calls)
    {
        _time.SetUtcNow(AWindow.From.AddHours(hours));
        _api.Has(AWindow.Planned);

        var found = Assert.IsType<SubjectResult.Found>(await _source.GetAsync(AWindow.Planned.Subject, Cancellation));

        Assert.Equal(AWindow.Planned.Subject, found.Subject.Id);
        Assert.Equal(calls, _api.Calls);
    }

    [Fact]
    public async Task One_that_is_on_no_list_is_not_found()
    {
        _api.Has(AWindow.Planned);

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(SubjectId.Parse("maintenance:01OTHER"), Cancellation));

        Assert.Equal((FailureReason.NotFound, false), (failed.Failure.Reason, failed.IsForbidden));
    }

    /// <summary>What is not known must not look like what is gone: the annotation would be hidden.</summary>
    [Theory]
    [InlineData("active after ", HttpStatusCode.Forbidden, FailureReason.Auth)]
    [InlineData("upcoming after ", HttpStatusCode.InternalServerError, FailureReason.Server)]
    [InlineData("past after ", HttpStatusCode.BadGateway, FailureReason.Server)]
    [InlineData("past after 01WINDOW2", HttpStatusCode.NotFound, FailureReason.InvalidAnswer)]
    internal async Task A_list_that_fails_is_a_failure(string call, HttpStatusCode status, FailureReason reason)
    {
        _time.SetUtcNow(AWindow.To.AddHours(1));
        _api.PageSize = 1;
        _api.Has(AWindow.Planned with { Id = "01WINDOW1" }, AWindow.Planned with { Id = "01WINDOW2" });
        _api.Fails(call, status);

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(SubjectId.Parse("maintenance:01WINDOW1"), Cancellation));

        Assert.Equal(reason, failed.Failure.Reason);
    }

    [Fact]
    public async Task An_answer_without_a_list_is_none()
    {
        _api.Answers["active after "] = () => Answers.Json("""{"windows":[]}""");

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AWindow.Planned.Subject, Cancellation));

        Assert.Equal(FailureReason.InvalidAnswer, failed.Failure.Reason);
    }

    [Fact]
    public async Task Every_page_is_listed_of_what_goes_on_and_will()
    {
        _api.PageSize = 2;
        _api.Has([.. Enumerable.Range(1, 5).Select(number => AWindow.Planned with { Id = $"01W{number}" })]);

        var pages = await ListAsync(_time.GetUtcNow());

        Assert.Equal(["01W5", "01W4", "01W3", "01W2", "01W1"], pages.SelectMany(page => page.Subjects).Select(window => window.Id.Value));
        Assert.Equal(["active after ", "upcoming after ", "upcoming after 01W4", "upcoming after 01W2", "past after "], _api.Calls);
    }

    [Fact]
    public async Task What_is_over_is_listed_until_a_page_has_only_what_is_older()
    {
        _time.SetUtcNow(AWindow.To.AddDays(9));
        _api.PageSize = 2;
        _api.Has([.. Enumerable.Range(1, 9).Select(number => AWindow.Planned with
        {
            Id = $"01W{number}",
            StartAt = AWindow.From.AddDays(number),
            EndAt = AWindow.To.AddDays(number),
            UpdatedAt = AWindow.From,
        })]);

        await ListAsync(AWindow.To.AddDays(7).AddSeconds(1));

        Assert.Equal(["active after ", "upcoming after ", "past after ", "past after 01W8"], _api.Calls);
    }

    [Fact]
    public async Task One_whose_page_is_odd_is_left_out_and_told_of()
    {
        _api.Answers["active after "] = () => Answers.Json($$"""{"maintenance_windows":[7,{{AWindow.Planned.Json().ToJsonString()}}]}""");

        var page = (await ListAsync(_time.GetUtcNow()))[0];

        Assert.Equal(AWindow.Planned.Subject, Assert.Single(page.Subjects).Id);
        Assert.Equal("maintenance_windows[]", Assert.Single(page.Faults).Path);
    }

    [Fact]
    public async Task A_failure_is_the_last_of_a_list()
    {
        _api.Has(AWindow.Planned);
        _api.Fails("upcoming after ", HttpStatusCode.ServiceUnavailable);

        var pages = await ListAsync(_time.GetUtcNow());

        Assert.Equal([false, true], pages.Select(page => page.Failure is not null));
    }

    [Fact]
    public async Task A_cursor_that_comes_again_ends_a_list_as_a_failure()
    {
        var page = $$$"""{"maintenance_windows":[{{{AWindow.Planned.Json().ToJsonString()}}}],"pagination_meta":{"after":"x"}}""";
        _api.Answers["active after "] = () => Answers.Json(page);
        _api.Answers["active after x"] = () => Answers.Json(page);

        var pages = await ListAsync(_time.GetUtcNow());

        Assert.Equal(FailureReason.InvalidAnswer, pages[^1].Failure?.Reason);
        Assert.Equal(["active after ", "active after x"], _api.Calls);
    }

    private async Task<List<SubjectPage>> ListAsync(DateTimeOffset since)
    {
        var pages = new List<SubjectPage>();
        await foreach (var page in _source.ListAsync(since, Cancellation))
        {
            pages.Add(page);
        }

        return pages;
    }
}
