using System.Net;
using Bridge.Incidents;
using Bridge.Kinds.StatusPages;
using Bridge.Subjects;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.StatusPages;

public sealed class StatusPageSourceTests : IStatusPageApi
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly SubjectId Api = ImpactId.Of("I", "A")!.Value;

    private readonly FakeTimeProvider _time = new(Now);
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, string> _answers = new()
    {
        ["pages"] = """{"status_pages":[{"id":"P"},7,{"name":"x"}],"pagination_meta":{"after":"P"}}""",
        ["pages P"] = """{"status_pages":[{"id":"Q"}]}""",
        ["list P"] = $$$"""{"status_page_incidents":[{{{Incident("I", "A", "B")}}}],"pagination_meta":{"after":"I"}}""",
        ["list P I"] = $$"""{"status_page_incidents":[null,{{Incident("J", "A")}}]}""",
        ["list Q"] = """{"status_page_incidents":[]}""",
        ["get I"] = $$$"""{"status_page_incident":{{{Incident("I", "A", "B")}}}}""",
    };

    private const string Structure = """{"current_structure":{"items":[{"component":{"component_id":"A","name":"API"}}]}}""";

    private HttpStatusCode _missing = HttpStatusCode.NotFound;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_page_of_each_status_page_is_listed()
    {
        var pages = await ListAsync(Source());

        Assert.Equal(["pages", "pages P", "list P", "list P I", "list Q"], _asked);
        Assert.Equal(["I--A", "I--B", "J--A"], pages.SelectMany(page => page.Subjects).Select(impact => impact.Id.Value));
        Assert.Equal(["API", "Full outage", "API"], pages.SelectMany(page => page.Subjects).Cast<Happening>().Select(impact => impact.Facts[0].Text));
        Assert.Equal("status_page_incidents[]", Assert.Single(pages.SelectMany(page => page.Faults)).Path);
        Assert.All(pages, page => Assert.Null(page.Failure));
    }

    [Fact]
    public async Task Only_the_status_pages_of_the_settings_are_listed_and_one_that_is_not_there_is_their_fault()
    {
        var pages = await ListAsync(Source("Q", "p"));

        Assert.Equal(["pages", "pages P", "list Q"], _asked);
        Assert.Equal(
            (FailureReason.Settings, "StatusPage:Pages:1: incident.io has no status page with the id p"), (pages[^1].Failure!.Reason, pages[^1].Failure!.Detail));
    }

    [Theory]
    [InlineData("pages", """{"status_pages":7}""", "invalid_answer", 0)]
    [InlineData("pages", null, "not_found", 0)]
    [InlineData("list P", null, "not_found", 0)]
    [InlineData("list P I", """{}""", "invalid_answer", 2)]
    public async Task A_list_that_breaks_off_says_so(string question, string? answer, string reason, int before)
    {
        Answer(question, answer);

        var pages = await ListAsync(Source());

        Assert.Equal((reason, before), (Labels.Of(pages[^1].Failure!.Reason), pages.Sum(page => page.Subjects.Count)));
        Assert.DoesNotContain("list Q", _asked);
    }

    [Fact]
    public async Task The_impact_on_a_component_is_read_with_its_incident()
    {
        var found = Found(await Source().GetAsync(Api, Cancellation));

        Assert.Equal((Api, false, Now), (found.Id, found.IsGone, found.UpdatedAt));
        Assert.Equal(new Fact("name", "API", Sensitivity.Confidential), found.Facts[0]);
        Assert.Equal(["get I"], _asked);
    }

    [Theory]
    [InlineData("no incident")]
    [InlineData("no impact")]
    [InlineData("not in settings")]
    public async Task What_customers_are_not_told_any_more_is_gone_and_not_hidden(string how)
    {
        Answer("get I", how switch
        {
            "no incident" => null,
            "no impact" => $$$"""{"status_page_incident":{{{Incident("I", "B")}}}}""",
            _ => _answers["get I"],
        });

        var gone = Found(await Source(how == "not in settings" ? "Q" : "P").GetAsync(Api, Cancellation));

        Assert.Equal((Api, true, true, false), (gone.Id, gone.IsGone, gone.IsOver, gone.IsPrivate));
    }

    [Theory]
    [InlineData("""{"status_page_incident":7}""")]
    [InlineData("""{}""")]
    [InlineData("""{"status_page_incident":{"id":"I","status_page_id":"P","component_impacts":[{"component_id":"A"}]}}""")]
    public async Task What_cannot_be_read_is_not_gone(string answer)
    {
        Answer("get I", answer);

        Assert.Equal(FailureReason.InvalidAnswer, Assert.IsType<SubjectResult.Failed>(await Source().GetAsync(Api, Cancellation)).Failure.Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "auth")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "server")]
    public async Task A_refusal_and_an_outage_take_nothing_away(HttpStatusCode status, string reason)
    {
        Answer("get I", null);
        _missing = status;

        var failed = Assert.IsType<SubjectResult.Failed>(await Source().GetAsync(Api, Cancellation));

        Assert.Equal((reason, false), (Labels.Of(failed.Failure.Reason), failed.IsForbidden));
    }

    [Fact]
    public async Task An_incident_leads_to_its_impacts_and_is_not_drawn()
    {
        SubjectId.TryCreate(SubjectKind.StatusPage, "I", out var incident);
        SubjectId.TryCreate(SubjectKind.StatusPage, "X", out var unknown);

        var group = Assert.IsType<SubjectGroup>(Assert.IsType<SubjectResult.Found>(await Source().GetAsync(incident, Cancellation)).Subject);
        var elsewhere = Assert.IsType<SubjectGroup>(Assert.IsType<SubjectResult.Found>(await Source("Q").GetAsync(incident, Cancellation)).Subject);
        var missing = Assert.IsType<SubjectResult.Failed>(await Source().GetAsync(unknown, Cancellation));

        Assert.Equal((incident, false, false, Now), (group.Id, group.IsDrawn, group.IsPrivate, group.UpdatedAt));
        Assert.Equal(["I--A", "I--B"], group.Leads.Select(impact => impact.Value));
        Assert.Empty(elsewhere.Leads);
        Assert.Equal(FailureReason.NotFound, missing.Failure.Reason);
    }

    [Fact]
    public async Task It_is_news_when_it_is_another_than_before()
    {
        var source = Source("P");
        await ListAsync(source);
        _time.Advance(TimeSpan.FromMinutes(5));
        var same = (await ListAsync(source))[0].Subjects[0].UpdatedAt;
        _answers["list P"] = _answers["list P"].Replace("full", "partial", StringComparison.Ordinal);
        var edited = (await ListAsync(source))[0].Subjects[0].UpdatedAt;

        Assert.Equal((Now, Now.AddMinutes(5)), (same, edited));
    }

    public Task<HttpResponseMessage> ListPagesAsync(int pageSize, string? after, CancellationToken cancellationToken)
    {
        Assert.Equal(250, pageSize);
        return Ask($"pages {after}");
    }

    public Task<HttpResponseMessage> ListAsync(string statusPage, string since, int pageSize, string? after, CancellationToken cancellationToken)
    {
        Assert.Equal(("2026-11-01T09:25:00Z", 250), (since, pageSize));
        return Ask($"list {statusPage} {after}");
    }

    public Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken) => Ask($"get {id}");

    /// <summary>Has tests of its own.</summary>
    public Task<HttpResponseMessage> GetStructureAsync(string statusPage, CancellationToken cancellationToken) => Task.FromResult(Answers.Json(Structure));

    private static string Incident(string id, params string[] components) => $$"""
        {"id":"{{id}}","name":"Slow","status_page_id":"P","component_impacts":[{{string.Join(',', components.Select(component =>
            $$"""{"component_id":"{{component}}","component_status":"full_outage","start_at":"2026-11-02T09:00:00Z"}"""))}}]}
        """;

    private static Happening Found(SubjectResult result) => Assert.IsType<Happening>(Assert.IsType<SubjectResult.Found>(result).Subject);

    private static async Task<List<SubjectPage>> ListAsync(StatusPageSource source) =>
        await source.ListAsync(Now.AddMinutes(-5), Cancellation).ToListAsync(Cancellation);

    private StatusPageSource Source(params string[] pages) => new(
        new StatusPageOptions { Show = ShownStatusPages.All, Pages = [.. pages.Select((page, index) => ($"StatusPage:Pages:{index}", page))] },
        this,
        new IncidentIoRequests(_time),
        new StatusPageComponents(this, new IncidentIoRequests(_time), _time, NullLogger<StatusPageComponents>.Instance),
        _time);

    private void Answer(string question, string? answer)
    {
        _answers.Remove(question);
        if (answer is not null)
        {
            _answers[question] = answer;
        }
    }

    private Task<HttpResponseMessage> Ask(string question)
    {
        question = question.TrimEnd();
        _asked.Add(question);
        return Task.FromResult(_answers.TryGetValue(question, out var body) ? Answers.Json(body) : Answers.Status(_missing));
    }
}
