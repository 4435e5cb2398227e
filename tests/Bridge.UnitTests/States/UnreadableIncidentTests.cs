using Bridge.Incidents;
using Bridge.Observability;
using Bridge.UnitTests.Fuzz;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using CsCheck;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.States;

/// <summary>One incident that cannot be read costs no other one.</summary>
public sealed class UnreadableIncidentTests : StatesFixture
{
    private static readonly string[] Others = ["01B", "01C", "01D", "01E"];

    /// <summary>What may stand in the place of an incident, beside an incident that was changed.</summary>
    private static readonly string[] Strangers =
        ["null", "7", "\"01A\"", "[]", "{}", "[[[[[]]]]]", new string('[', 5_000) + new string(']', 5_000), "{\"\\ud800\":1}", "{\"id\":\"\\udc00\"}"];

    [Fact]
    public void Whatever_one_element_is_the_other_four_are_read()
    {
        Gen.Select(Gen.Int, Gen.Int[0, 4], Gen.Int[0, 3 * Strangers.Length]).Sample((seed, place, stranger) =>
        {
            var element = stranger < Strangers.Length ? Strangers[stranger] : Mutation.Json(new Random(seed), IncidentIoStub.Element("01A"));
            var elements = Others.Select(id => IncidentIoStub.Element(id)).ToList();
            elements.Insert(place, element);
            IncidentIo.OnList = (_, _) => Task.FromResult(Answers.Json(IncidentIoStub.Page("next", [.. elements])));

            var (page, failure) = States.ListAsync(new IncidentQuery(), cursor: null, Cancellation).GetAwaiter().GetResult();

            Assert.Null(failure);
            Assert.Equal("next", page!.Next);
            var read = page.States.Where(state => Others.Contains(state.Id.Value)).Select(state => state.Incident!).ToList();
            Assert.Equal(Others, read.Select(incident => incident.Id.Value).Distinct());
            Assert.All(read.Take(1), incident => Assert.Equal(("Checkout is slow", 1, false), (incident.Name, incident.Severity?.Rank, incident.IsPrivate)));
        });
    }

    [Fact]
    public async Task It_is_counted_and_logged_with_its_id_and_the_members_path_and_never_a_value()
    {
        IncidentIo.OnList = (_, _) => Task.FromResult(Answers.Json(IncidentIoStub.Page(
            next: null,
            """{"id":"01A","name":"Layoffs","incident_status":"Layoffs","created_at":"2026-03-01T10:00:01Z"}""",
            """{"id":"../Layoffs","incident_status":{"category":"live"},"created_at":"2026-03-01T10:00:01Z"}""",
            IncidentIoStub.Element("01B"))));

        var (page, _) = await States.ListAsync(new IncidentQuery(), cursor: null, Cancellation);

        Assert.Single(page!.States);
        Assert.Equal("2", await UnreadableAsync());
        var lines = Lines(EventIds.IncidentUnreadable);
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("Incident 01A is skipped: in incident.io's answer, incidents[].incident_status.category is missing", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Incident without a readable id is skipped: in incident.io's answer, incidents[].id is missing", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(Logs.GetSnapshot(), record => record.Message.Contains("Layoffs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_that_is_not_set_for_its_type_is_told_and_its_incident_is_no_unreadable_one()
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Json(IncidentIoStub.Incident().Replace("\"rank\":1", "\"rank\":\"Layoffs\"", StringComparison.Ordinal)));

        var (state, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Equal(new IncidentSeverity("Major", null), state!.Incident!.Severity);
        Assert.Equal("0", await UnreadableAsync());
        Assert.StartsWith("Incident 01ABC: in incident.io's answer, incident.severity.rank is not of the expected type", Assert.Single(Lines(EventIds.MemberUnset)), StringComparison.Ordinal);
        Assert.DoesNotContain(Logs.GetSnapshot(), record => record.Message.Contains("Layoffs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_path_is_logged_once_per_minute_and_every_incident_is_counted()
    {
        var bad = """{"id":"01A"}""";
        IncidentIo.OnList = (_, _) => Task.FromResult(Answers.Json(IncidentIoStub.Page(next: null, bad, bad)));

        await ListAsync();
        Time.Advance(TimeSpan.FromSeconds(59));
        await ListAsync();
        var before = Lines(EventIds.IncidentUnreadable).Count;
        Time.Advance(TimeSpan.FromSeconds(1));
        await ListAsync();

        Assert.Equal((1, 2), (before, Lines(EventIds.IncidentUnreadable).Count));
        Assert.Equal("6", await UnreadableAsync());

        async Task ListAsync() => await States.ListAsync(new IncidentQuery(), cursor: null, Cancellation);
    }

    [Fact]
    public async Task Read_by_itself_it_is_a_failure_that_says_what_is_missing()
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Json("""{"incident":{"id":"01ABC"}}"""));

        var (state, failure) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Null(state);
        Assert.Equal(
            (FailureReason.InvalidAnswer, "no incident in the answer: incident.incident_status.category is missing or cannot be read"),
            (failure!.Reason, failure.Detail));
        Assert.Equal("1", await UnreadableAsync());
        Assert.Single(Lines(EventIds.IncidentUnreadable));
    }

    private IReadOnlyList<string> Lines(int id) =>
        [.. Logs.GetSnapshot().Where(record => record.Id.Id == id && record.Level == LogLevel.Warning).Select(record => record.Message)];
}
