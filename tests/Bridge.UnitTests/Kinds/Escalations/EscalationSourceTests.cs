using System.Net;
using Bridge.Incidents;
using Bridge.Kinds.Escalations;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.Escalations;

public sealed class EscalationSourceTests
{
    private const string Other = "01JPAGE0000000000000000002";

    private readonly FakeTimeProvider _time = new(AnIncident.UpdatedAt);
    private readonly FakeEscalationApi _api = new();
    private readonly EscalationSource _source;

    public EscalationSourceTests()
    {
        var requests = new IncidentIoRequests(_time);
        _source = new EscalationSource(_api, requests, _api.Names(requests, _time), new EscalationOptions { Show = ShownEscalations.All, Until = EscalationUntil.Done });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_read_with_what_it_names_and_by_the_settings()
    {
        _api.Has(AnEscalation.Json("resolved", "10:00 triggered", "10:04 acked", "11:00 resolved"));

        var happening = await FoundAsync();

        Assert.Equal(AnEscalation.At("11:00"), happening.End);
        Assert.Equal(Visibility.Public, happening.Visibility);
        Assert.Contains(happening.Facts, fact => fact is { Key: "path", Text: "Platform on call" });
        Assert.Equal([$"get {AnEscalation.Id}", "paths 25 after ", "sources"], _api.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "not_found")]
    [InlineData(HttpStatusCode.Gone, "not_found")]
    [InlineData(HttpStatusCode.InternalServerError, "server")]
    [InlineData(HttpStatusCode.Unauthorized, "auth")]
    public async Task A_failure_is_what_it_says(HttpStatusCode status, string reason)
    {
        _api.Fails("get", status);

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AnEscalation.Subject, Cancellation));

        Assert.Equal((reason, false), (Labels.Of(failed.Failure.Reason), failed.IsForbidden));
        Assert.Single(_api.Calls);
    }

    [Fact]
    public async Task A_403_speaks_of_the_one_if_others_can_be_listed()
    {
        _api.Fails("get", HttpStatusCode.Forbidden);

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AnEscalation.Subject, Cancellation));

        Assert.True(failed.IsForbidden);
    }

    /// <summary>A right that is taken from the key must not hide what is shown.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "auth", "HTTP 403; the key may not read escalations: it needs a role with escalations.view")]
    [InlineData(HttpStatusCode.BadGateway, "server", "HTTP 502")]
    public async Task A_403_speaks_of_the_key_if_none_can_be(HttpStatusCode ofList, string reason, string detail)
    {
        _api.Fails("get", HttpStatusCode.Forbidden);
        _api.Fails("list", ofList);

        var failed = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AnEscalation.Subject, Cancellation));

        Assert.Equal((reason, detail, false), (Labels.Of(failed.Failure.Reason), failed.Failure.Detail, failed.IsForbidden));
    }

    [Fact]
    public async Task An_answer_that_is_unusable_or_of_another_is_a_failure()
    {
        _api.Has(AnEscalation.Json("triggered").Without("created_at").Without("updated_at"));
        var unusable = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AnEscalation.Subject, Cancellation));

        Assert.Equal(FailureReason.InvalidAnswer, unusable.Failure.Reason);
        Assert.Equal("no escalation in the answer: escalation.created_at is missing or cannot be read", unusable.Failure.Detail);
        Assert.True(Assert.Single(unusable.Faults).IsUnreadable);

        _api.Has(AnEscalation.Json("triggered").With("id", Other), under: AnEscalation.Id);
        var other = Assert.IsType<SubjectResult.Failed>(await _source.GetAsync(AnEscalation.Subject, Cancellation));

        Assert.Equal(FailureReason.NotFound, other.Failure.Reason);
    }

    [Fact]
    public async Task A_list_has_what_is_not_over_and_what_changed_since_then()
    {
        _api.Pages.Enqueue(FakeEscalationApi.Page(next: "01NEXT", AnEscalation.Json("triggered", "10:00 triggered")));
        _api.Pages.Enqueue(FakeEscalationApi.Page(next: ""));
        _api.Pages.Enqueue(FakeEscalationApi.Page(
            next: null,
            AnEscalation.Json("resolved", "10:00 triggered", "11:00 resolved").With("id", Other).With("updated_at", "2026-03-01T12:00:00Z"),
            AnEscalation.Json("resolved", "10:00 triggered", "11:00 resolved").With("id", "01OLD").With("updated_at", "2026-03-01T11:59:59Z")));

        var listed = await ListAsync(AnEscalation.At("12:00"));

        Assert.Equal([AnEscalation.Id, Other], listed.SelectMany(page => page.Subjects).Select(subject => subject.Id.Value));
        Assert.Equal(
            [
                "list 50 since  without resolved expired cancelled of  after ",
                "list 50 since  without resolved expired cancelled of  after 01NEXT",
                "list 50 since 2026-02-28 without  of  after ",
            ],
            _api.Calls.Where(call => call.StartsWith("list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_read_of_a_list_is_told_and_the_rest_is_there()
    {
        _api.Pages.Enqueue(FakeEscalationApi.Page(next: null, AnEscalation.Json("triggered").Without("id"), AnEscalation.Json("triggered").With("title", 7)));

        var first = (await ListAsync(AnEscalation.At("12:00")))[0];

        Assert.Single(first.Subjects);
        Assert.Equal(["escalations[].id", "escalations[].title"], first.Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("""{"escalations":{}}""", "no escalations in the answer")]
    [InlineData("""{"escalations":[],"pagination_meta":{"after":7}}""", "pagination_meta.after in the answer cannot be read")]
    [InlineData("""{"escalations":[],"pagination_meta":[]}""", "pagination_meta in the answer cannot be read")]
    public async Task A_page_that_is_unusable_ends_the_list(string page, string detail)
    {
        _api.Pages.Enqueue(page);

        Assert.Equal(detail, Assert.Single(await ListAsync(AnEscalation.At("12:00"))).Failure?.Detail);
    }

    [Fact]
    public async Task A_cursor_that_comes_again_ends_the_list()
    {
        for (var page = 0; page < 3; page++)
        {
            _api.Pages.Enqueue(FakeEscalationApi.Page(next: "01AGAIN"));
        }

        Assert.Equal("the list's cursor goes in a circle", (await ListAsync(AnEscalation.At("12:00")))[^1].Failure?.Detail);
    }

    [Fact]
    public async Task Those_of_an_incident_are_all_of_its_pages()
    {
        _api.Pages.Enqueue(FakeEscalationApi.Page(next: "01NEXT", AnEscalation.Json("triggered")));
        _api.Pages.Enqueue(FakeEscalationApi.Page(next: null, AnEscalation.Json("triggered").With("id", Other)));

        var (subjects, failure) = await _source.OfAsync(SubjectId.Parse(AnIncident.Id), Cancellation);

        Assert.Null(failure);
        Assert.Equal([AnEscalation.Subject, AnEscalation.Parse(Other)], subjects);
        Assert.Equal($"list 50 since  without  of {AnIncident.Id} after 01NEXT", _api.Calls.Last(call => call.StartsWith("list", StringComparison.Ordinal)));
    }

    /// <summary>Without it, what is public would be shown as private until the next list.</summary>
    [Fact]
    public async Task A_list_ends_where_what_it_names_cannot_be_read()
    {
        _api.Has(AnEscalation.Json("triggered"));
        _api.Fails("sources", HttpStatusCode.BadGateway);

        var page = Assert.Single(await ListAsync(AnEscalation.At("12:00")));
        Assert.Equal((0, FailureReason.Server), (page.Subjects.Count, page.Failure?.Reason));
    }

    [Fact]
    public async Task Those_of_an_incident_are_as_a_read_of_each_gives_them()
    {
        _api.Has(AnEscalation.Json("resolved", "10:00 triggered", "10:04 acked", "11:00 resolved"));

        var whole = Assert.IsType<Happening>(Assert.Single((await _source.OfAsync(SubjectId.Parse(AnIncident.Id), Cancellation)).Whole));

        var read = await FoundAsync();
        Assert.Equal(read with { Facts = whole.Facts, BelongsTo = whole.BelongsTo }, whole);
        Assert.Equal(read.Facts, whole.Facts);
        Assert.Equal(read.BelongsTo, whole.BelongsTo);
    }

    [Fact]
    public async Task Those_of_an_incident_are_known_by_id_while_what_they_name_cannot_be_read()
    {
        _api.Has(AnEscalation.Json("triggered"));
        _api.Fails("sources", HttpStatusCode.BadGateway);

        var list = await _source.OfAsync(SubjectId.Parse(AnIncident.Id), Cancellation);

        Assert.Equal((AnEscalation.Subject, 0, null), (Assert.Single(list.Subjects), list.Whole.Count, list.Failure));
    }

    [Fact]
    public async Task Those_of_an_incident_are_none_where_a_page_is_missing()
    {
        _api.Fails("list", HttpStatusCode.BadGateway);

        var (subjects, failure) = await _source.OfAsync(SubjectId.Parse(AnIncident.Id), Cancellation);

        Assert.Equal((0, FailureReason.Server), (subjects.Count, failure?.Reason));
    }

    private async Task<Happening> FoundAsync() =>
        (Happening)Assert.IsType<SubjectResult.Found>(await _source.GetAsync(AnEscalation.Subject, Cancellation)).Subject;

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
