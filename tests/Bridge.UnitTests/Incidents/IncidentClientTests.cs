using System.Net;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Polly.Timeout;

namespace Bridge.UnitTests.Incidents;

public sealed class IncidentClientTests
{
    private const string Whole = """
        {
          "unheard_of": {"a": [1, 2]},
          "incident": {
            "visibility": "public",
            "mode": "retrospective",
            "id": "01ABC",
            "reference": "INC-7",
            "name": "Kasse \"langsam\" 🔥",
            "permalink": "https://app.incident.io/acme/incidents/7",
            "incident_status": {"id": "s1", "name": "Fixing", "category": "live", "rank": 2},
            "severity": {"id": "v1", "name": "Major", "rank": 1},
            "incident_timestamp_values": [
              {"incident_timestamp": {"id": "t1", "name": "Reported at", "rank": 0}, "value": {"value": "2026-03-01T10:00:00.123456Z"}},
              {"incident_timestamp": {"id": "t2", "name": "Accepted at", "rank": 1}, "value": {"value": null}},
              {"incident_timestamp": {"id": "t3", "name": "Resolved at", "rank": 2}, "value": {}},
              {"incident_timestamp": {"id": "t4", "name": "Fixed at", "rank": 3}, "value": null},
              {"incident_timestamp": {"id": "t5", "name": "Closed at", "rank": 4}},
              {"incident_timestamp": null}
            ],
            "custom_field_entries": [{"custom_field": {"id": "c1"}, "values": []}],
            "creator": {"user": {"name": "x"}},
            "created_at": "2026-03-01T10:00:01Z",
            "updated_at": "2026-03-01T12:00:00.5+02:00"
          }
        }
        """;

    private static readonly SubjectId Id = SubjectId.Parse("01ABC");

    [Fact]
    public async Task What_cannot_be_read_in_lists_is_passed_over()
    {
        var (severities, _) = await Client("""{"severities":[null,7,{"name":"Major","rank":1},{"name":"Minor","rank":"zero"},{"rank":2}]}""").GetSeveritiesAsync(TestContext.Current.CancellationToken);
        var (page, _) = await Client($$"""{"incidents":[null,{{Whole[(Whole.IndexOf("\"incident\":", StringComparison.Ordinal) + 11)..Whole.LastIndexOf('}')]}}]}""")
            .ListAsync(new IncidentQuery(), after: null, TestContext.Current.CancellationToken);

        Assert.Equal([new IncidentSeverity("Major", 1), new IncidentSeverity("Minor", null)], severities!);
        Assert.Equal(Id, Assert.Single(page!.Incidents).Id);
        Assert.Equal([new ReadingFault(null, "incidents[]", IsUnreadable: true)], page.Faults);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData(""","pagination_meta":null""", null, null)]
    [InlineData(""","pagination_meta":{"after":null}""", null, null)]
    [InlineData(""","pagination_meta":{"after":""}""", null, null)]
    [InlineData(""","pagination_meta":{"after":"01ABC","total_record_count":7}""", "01ABC", 7L)]
    [InlineData(""","pagination_meta":{"after":"01ABC","total_record_count":"many"}""", "01ABC", null)]
    public async Task A_page_says_where_the_next_one_begins(string meta, string? next, long? total)
    {
        var (page, _) = await Client($$"""{"incidents":[]{{meta}}}""").ListAsync(new IncidentQuery(), "01ABC", TestContext.Current.CancellationToken);

        Assert.Equal((next, total), (page!.Next, page.Total));
    }

    [Theory]
    [InlineData("""{"incidents":[],"pagination_meta":7}""")]
    [InlineData("""{"incidents":[],"pagination_meta":{"after":7}}""")]
    [InlineData("""{"incidents":[],"pagination_meta":{"after":"\ud83d"}}""")]
    [InlineData("""{"incidents":{}}""")]
    [InlineData("""{"incidents":null}""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"incidents":[""")]
    public async Task A_list_whose_end_is_not_known_is_no_list(string body)
    {
        var (page, failure) = await Client(body).ListAsync(new IncidentQuery(), after: null, TestContext.Current.CancellationToken);

        Assert.Null(page);
        Assert.Equal(FailureReason.InvalidAnswer, failure!.Reason);
    }

    [Fact]
    public async Task An_incident_is_read_with_unknown_members_and_unset_timestamps()
    {
        var incident = Found(await GetAsync(Whole));

        Assert.Equal(("INC-7", "Kasse \"langsam\" 🔥", "Fixing", "Major"), (incident.Reference, incident.Name, incident.StatusName, incident.Severity?.Name));
        Assert.Equal((IncidentMode.Retrospective, StatusCategory.Live, false), (incident.Mode, incident.Category, incident.IsPrivate));
        Assert.Equal(
            [new IncidentTimestamp("Reported at", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_560))],
            incident.Timestamps);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero), incident.UpdatedAt);
    }

    [Theory]
    [InlineData("\"severity\": null,")]
    [InlineData("\"severity\": {\"name\": null},")]
    [InlineData("\"permalink\": null, \"incident_timestamp_values\": null, \"updated_at\": null,")]
    [InlineData("\"mode\": \"surprise\",")]
    [InlineData("\"custom_field_entries\": null, \"incident_role_assignments\": 7,")]
    [InlineData("")]
    public async Task What_can_be_missing_may_be_missing(string members)
    {
        var body = $$$"""
            {"incident":{{{{members}}} "id":"01ABC","incident_status":{"category":"live"},"created_at":"2026-03-01T10:00:01Z"}}
            """;

        Assert.Equal(Id, Found(await GetAsync(body)).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"incident":null}""")]
    [InlineData("""{"incident":{}}""")]
    [InlineData("""{"incident":{"id":"01ABC","incident_status":{"category":"live"}}}""")]
    [InlineData("""{"incident":{"id":"01ABC","incident_status":{"category":"live"},"created_at":"yesterday"}}""")]
    [InlineData("""{"incident":{"id":"01ABC","incident_status":{"\ud83d":"live"},"created_at":"2026-03-01T10:00:01Z"}}""")]
    [InlineData("""{"incident":{"id":7}}""")]
    [InlineData("""{"incident":{"id":"01ABC","name":"half \ud83d"}}""")]
    [InlineData("""{"incident":{"id":"01A""")]
    [InlineData("<!DOCTYPE html>")]
    public async Task A_success_that_holds_no_incident_is_an_invalid_answer(string body)
    {
        Assert.Equal(FailureReason.InvalidAnswer, Failed(await GetAsync(body)).Reason);
    }

    [Fact]
    public async Task Another_incident_than_the_one_asked_for_is_none()
    {
        Assert.Equal(FailureReason.NotFound, Failed(await GetAsync(Whole.Replace("01ABC", "01XYZ", StringComparison.Ordinal))).Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "client")]
    [InlineData(HttpStatusCode.Unauthorized, "auth")]
    [InlineData(HttpStatusCode.Forbidden, "auth")]
    [InlineData(HttpStatusCode.NotFound, "not_found")]
    [InlineData(HttpStatusCode.Gone, "not_found")]
    [InlineData(HttpStatusCode.UnprocessableEntity, "client")]
    [InlineData(HttpStatusCode.InternalServerError, "server")]
    [InlineData(HttpStatusCode.BadGateway, "server")]
    public async Task A_status_becomes_its_reason(HttpStatusCode status, string reason)
    {
        var result = await Client(_ => Task.FromResult(Answers.Html(status))).GetAsync(Id, TestContext.Current.CancellationToken);

        Assert.Equal(reason, Labels.Of(Failed(result).Reason));
        Assert.Equal(status == HttpStatusCode.Forbidden, Assert.IsType<SubjectResult.Failed>(result).IsForbidden);
    }

    [Fact]
    public async Task A_rate_limit_hands_on_how_long_to_wait()
    {
        var result = await Client(_ => Task.FromResult(Answers.Status(HttpStatusCode.TooManyRequests, retryAfter: "12")))
            .GetAsync(Id, TestContext.Current.CancellationToken);

        Assert.Equal((FailureReason.RateLimited, TimeSpan.FromSeconds(12)), (Failed(result).Reason, Failed(result).RetryAfter));
    }

    [Fact]
    public async Task Time_outs_and_broken_connections_are_failures()
    {
        var cancellation = TestContext.Current.CancellationToken;

        var timeout = await Client(_ => throw new TimeoutRejectedException()).GetAsync(Id, cancellation);
        var broken = await Client(_ => Task.FromResult(Answers.Broken())).GetAsync(Id, cancellation);

        Assert.Equal(FailureReason.Timeout, Failed(timeout).Reason);
        Assert.Equal(FailureReason.Network, Failed(broken).Reason);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_an_exception()
    {
        using var stopping = new CancellationTokenSource();
        var client = Client(token =>
        {
            stopping.Cancel();
            return Task.FromCanceled<HttpResponseMessage>(token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(Id, stopping.Token));
    }

    [Theory]
    [InlineData("""{"identity":{"name":"bridge","roles":["viewer","global_access"]}}""", true)]
    [InlineData("""{"identity":{"roles":["viewer"]}}""", false)]
    [InlineData("""{"identity":{"roles":[]}}""", false)]
    [InlineData("""{"identity":{"name":7,"roles":[null,7,"\ud83d","global_access"]}}""", true)]
    [InlineData("""{"identity":{"roles":"viewer"}}""", null)]
    [InlineData("""{"identity":{}}""", null)]
    [InlineData("""{"identity":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("<html>", null)]
    public async Task The_roles_say_whether_private_incidents_can_be_read(string body, bool? granted)
    {
        var (identity, failure) = await Client(_ => Task.FromResult(Answers.Json(body)))
            .GetIdentityAsync(TestContext.Current.CancellationToken);

        Assert.Equal(granted, identity?.MayReadPrivate);
        Assert.Equal(granted is null ? FailureReason.InvalidAnswer : null, failure?.Reason);
    }

    [Fact]
    public async Task A_refused_question_for_the_roles_is_no_answer()
    {
        var (identity, failure) = await Client(_ => Task.FromResult(Answers.Status(HttpStatusCode.Unauthorized)))
            .GetIdentityAsync(TestContext.Current.CancellationToken);

        Assert.Null(identity);
        Assert.Equal(FailureReason.Auth, failure!.Reason);
    }

    private static Incident Found(SubjectResult result) => Assert.IsType<Incident>(Assert.IsType<SubjectResult.Found>(result).Subject);

    private static UpstreamFailure Failed(SubjectResult result) => Assert.IsType<SubjectResult.Failed>(result).Failure;

    private static IncidentClient Client(string body) => Client(_ => Task.FromResult(Answers.Json(body)));

    private static Task<SubjectResult> GetAsync(string body) =>
        Client(body).GetAsync(Id, TestContext.Current.CancellationToken);

    private static IncidentClient Client(Func<CancellationToken, Task<HttpResponseMessage>> answer) =>
        new(new StubIncidentIoApi(answer), new IncidentIoRequests(TimeProvider.System));
}
