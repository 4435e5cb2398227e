using System.Net;
using Bridge.Incidents;
using Bridge.Kinds.Shifts;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.Shifts;

public sealed class ShiftSourceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = Now.AddMinutes(-30);
    private static readonly SubjectId Id = ShiftId.Of("P", Start, "R", "L")!.Value;

    private readonly FakeTimeProvider _time = new(Now);
    private readonly StubScheduleApi _api = new();

    public ShiftSourceTests()
    {
        _api.Lists.Add("""{"schedules":[{"id":"P","name":"Primary"},{"id":"S","name":"Secondary"},7,{"name":"none"}],"pagination_meta":{"after":"1"}}""");
        _api.Lists.Add("""{"schedules":[{"id":"T","name":"Tertiary"}],"pagination_meta":{}}""");
        _api.Schedules["P"] = """{"schedule":{"id":"P","name":"Primary"}}""";
        _api.Entries[""] = Page([Entry(0)]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_day_and_what_begins_before_the_next_list_is_asked_for()
    {
        var pages = await ListAsync(Source("primary", "T"));

        Assert.Equal(
            [
                "list 250", "list 250 1",
                "entries P 2026-11-01T08:30:00.000Z 2026-11-02T09:36:00.000Z",
                "entries T 2026-11-01T08:30:00.000Z 2026-11-02T09:36:00.000Z",
            ],
            _api.Asked);
        Assert.Equal([Id, ShiftId.Of("T", Start, "R", "L")!.Value], pages.SelectMany(page => page.Subjects).Select(shift => shift.Id));
        Assert.All(pages, page => Assert.Null(page.Failure));
    }

    [Fact]
    public async Task Pages_are_followed_to_the_last_and_what_runs_over_their_ends_counts_once()
    {
        _api.Entries[""] = Page([Entry(-2), Entry(-1)], """{"after":"then","after_url":"https://elsewhere.example/x"}""");
        _api.Entries["then"] = Page([Entry(-1), Entry(0)], """{"after":"then"}""");

        var page = Assert.Single(await ListAsync(Source("P")));

        Assert.Equal([Start.AddHours(-2), Start.AddHours(-1), Start], page.Subjects.Cast<Happening>().Select(shift => shift.Start));
        Assert.EndsWith("entries P then 2026-11-02T09:36:00.000Z", string.Join(' ', _api.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_which_a_page_is_missing_has_no_shifts()
    {
        _api.Entries[""] = Page([Entry(0)], """{"after":"then"}""");
        _api.Entries["then"] = """{"schedule_entries":{"final":null}}""";

        var page = Assert.Single(await ListAsync(Source("P")));

        Assert.Empty(page.Subjects);
        Assert.Equal(FailureReason.InvalidAnswer, page.Failure!.Reason);
    }

    [Fact]
    public async Task A_schedule_that_is_not_there_is_the_settings_fault_and_comes_last()
    {
        var pages = await ListAsync(Source("Primary", "nobody", "Secondary"));

        Assert.Equal([1, 1, 0], pages.Select(page => page.Subjects.Count));
        Assert.Equal(
            (FailureReason.Settings, "Shifts:Schedules:1: incident.io has no schedule with the name or id nobody"), (pages[^1].Failure!.Reason, pages[^1].Failure!.Detail));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "auth")]
    [InlineData(HttpStatusCode.BadGateway, "server")]
    public async Task Schedules_that_cannot_be_listed_are_a_failure(HttpStatusCode status, string reason)
    {
        _api.Lists.Clear();
        _api.Missing = status;

        Assert.Equal(reason, Labels.Of(Assert.Single(await ListAsync(Source("P"))).Failure!.Reason));
    }

    [Fact]
    public async Task One_shift_is_asked_for_by_its_start_however_long_it_has_been_over()
    {
        _time.Advance(TimeSpan.FromDays(30));

        var found = Found(await Source("P").GetAsync(Id, Cancellation));

        Assert.Equal(["get P", "entries P 2026-11-02T09:00:00.000Z 2026-11-02T09:01:00.000Z"], _api.Asked);
        Assert.Equal((Id, true, false), (found.Id, found.IsOver, found.IsGone));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("no entries")]
    [InlineData("no schedule")]
    [InlineData("not in settings")]
    public async Task What_the_schedule_does_not_have_is_gone_and_not_hidden(string how)
    {
        var source = Source(how == "not in settings" ? "Secondary" : "P");
        _api.Entries[""] = how == "moved" ? Page([Entry(1)]) : Page([]);
        if (how == "no schedule")
        {
            _api.Schedules.Clear();
        }

        var gone = Found(await source.GetAsync(Id, Cancellation));

        Assert.Equal((Id, Start, true, true, false), (gone.Id, gone.Start, gone.IsGone, gone.IsOver, gone.IsPrivate));
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_gone()
    {
        _api.Entries[""] = Page(["""{"start_at":"2026-11-02T09:00:00Z"}"""]);

        var failed = Assert.IsType<SubjectResult.Failed>(await Source("P").GetAsync(Id, Cancellation));

        Assert.Equal(FailureReason.InvalidAnswer, failed.Failure.Reason);
        Assert.Single(failed.Faults);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "auth")]
    [InlineData(HttpStatusCode.Unauthorized, "auth")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "server")]
    public async Task A_key_without_the_right_and_an_outage_take_nothing_away(HttpStatusCode status, string reason)
    {
        _api.Schedules.Clear();
        _api.Missing = status;

        var failed = Assert.IsType<SubjectResult.Failed>(await Source("P").GetAsync(Id, Cancellation));

        Assert.Equal((reason, false), (Labels.Of(failed.Failure.Reason), failed.IsForbidden));
    }

    [Fact]
    public async Task The_entries_of_a_schedule_that_vanishes_in_between_are_a_failure()
    {
        _api.Entries.Clear();

        Assert.IsType<SubjectResult.Failed>(await Source("P").GetAsync(Id, Cancellation));
    }

    [Fact]
    public async Task A_schedule_leads_to_its_shifts_and_is_not_drawn()
    {
        SubjectId.TryCreate(SubjectKind.Shift, "P", out var schedule);
        _api.Entries[""] = Page([Entry(-1), Entry(0)]);

        var group = Assert.IsType<SubjectGroup>(Assert.IsType<SubjectResult.Found>(await Source("P").GetAsync(schedule, Cancellation)).Subject);
        var other = Assert.IsType<SubjectGroup>(Assert.IsType<SubjectResult.Found>(await Source("S").GetAsync(schedule, Cancellation)).Subject);

        Assert.Equal((schedule, false, false, Now), (group.Id, group.IsDrawn, group.IsPrivate, group.UpdatedAt));
        Assert.Equal([ShiftId.Of("P", Start.AddHours(-1), "R", "L")!.Value, Id], group.Leads);
        Assert.Empty(other.Leads);
    }

    [Fact]
    public async Task It_is_news_when_it_is_another_than_before_and_once_after_a_start()
    {
        var source = Source("P");
        await ListAsync(source);
        _time.Advance(TimeSpan.FromMinutes(5));
        var same = Assert.Single((await ListAsync(source))[0].Subjects).UpdatedAt;
        _api.Entries[""] = Page([Entry(0).Replace("Ada", "Grace", StringComparison.Ordinal)]);
        var edited = Assert.Single((await ListAsync(source))[0].Subjects).UpdatedAt;
        var afterStart = Assert.Single((await ListAsync(Source("P")))[0].Subjects).UpdatedAt;

        Assert.Equal((Now, Now.AddMinutes(5), Now.AddMinutes(5)), (same, edited, afterStart));
    }

    [Fact]
    public async Task What_is_on_no_list_any_more_is_forgotten()
    {
        var source = Source("P");
        await ListAsync(source);
        var before = _api.Entries[""];
        _api.Entries[""] = Page([]);
        await ListAsync(source);
        _api.Entries[""] = before;
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Now.AddMinutes(5), Assert.Single((await ListAsync(source))[0].Subjects).UpdatedAt);
    }

    private static string Entry(int hour) => $$$"""
        {"start_at":"{{{Start.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ}}}","end_at":"{{{Start.AddHours(hour + 1):yyyy-MM-ddTHH:mm:ssZ}}}","rotation_id":"R","layer_id":"L","user":{"name":"Ada"}}
        """;

    private static string Page(string[] entries, string meta = "null") =>
        $$"""{"schedule_entries":{"final":[{{string.Join(',', entries)}}],"overrides":[],"scheduled":[]},"pagination_meta":{{meta}}}""";

    private static Happening Found(SubjectResult result) => Assert.IsType<Happening>(Assert.IsType<SubjectResult.Found>(result).Subject);

    private static async Task<List<SubjectPage>> ListAsync(ShiftSource source) => await source.ListAsync(default, Cancellation).ToListAsync(Cancellation);

    private ShiftSource Source(params string[] schedules) => new(
        new ShiftOptions { Schedules = [.. schedules.Select((name, index) => ($"Shifts:Schedules:{index}", name))] },
        TimeSpan.FromMinutes(5),
        _api,
        new IncidentIoRequests(_time),
        _time);
}
