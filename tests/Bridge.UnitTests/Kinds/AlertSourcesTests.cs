using System.Net;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds;

/// <summary>Where alerts come from, for all kinds that tell of alerts.</summary>
public sealed class AlertSourcesTests : IAlertSourceApi
{
    private const string Id = "01A";

    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
    private readonly AlertSources _sources;
    private HttpStatusCode? _failing;
    private string _answer = """{"alert_sources":[{"id":"01A","name":" Prometheus ","secret_token":"hunter2","template":{"is_private":false,"title":{"literal":"x"}}}]}""";
    private int _calls;

    public AlertSourcesTests() => _sources = new AlertSources(this, new IncidentIoRequests(_time), _time, NullLogger<AlertSources>.Instance);

    [Fact]
    public async Task They_are_asked_for_every_five_minutes()
    {
        await FindAsync();
        _time.Advance(TimeSpan.FromSeconds(299));
        await FindAsync();
        var before = _calls;
        _time.Advance(TimeSpan.FromSeconds(1));
        await FindAsync();

        Assert.Equal((1, 2), (before, _calls));
    }

    [Theory]
    [InlineData("false", "public")]
    [InlineData("true", "private")]
    [InlineData("null", "unknown")]
    [InlineData("\"false\"", "unknown")]
    public async Task A_source_says_whether_its_alerts_are_private(string isPrivate, string visibility)
    {
        _answer = $$"""{"alert_sources":[{"id":"01A","template":{"x":[1,{"is_private":"x"}],"y":{"is_private":7},"is_private":{{isPrivate}} } }]}""";

        Assert.Equal(new AlertOrigin(null, Labels.Parse<Visibility>(visibility)), await FindAsync());
    }

    /// <summary>What cannot be read of one is not known, and keeps no other from being known.</summary>
    [Theory]
    [InlineData("""{"id":"01A"}""")]
    [InlineData("""{"id":"01A","name":7,"template":7}""")]
    [InlineData("""{"template":[false],"name":{"id":"x"},"id":"01A"}""")]
    [InlineData("""{"id":"01A","name":"\ud800"}""")]
    public async Task A_source_that_does_not_say_it_is_not_known(string source)
    {
        _answer = $$"""{"x":[{}],"alert_sources":[7,null,[{"id":"01A"}],{"name":"x"},{"id":7},{{source}},{"id":"01B","name":"Sentry","template":{"is_private":false} }],"y":{} }""";

        Assert.Equal(AlertOrigin.Unknown, await FindAsync());
        Assert.Equal(new AlertOrigin("Sentry", Visibility.Public), await FindAsync("01B"));
        Assert.Equal(1, _calls);
    }

    /// <summary>As long as an account has many: more than one buffer full.</summary>
    [Fact]
    public async Task However_long_the_list_is_all_of_it_is_read()
    {
        var many = Enumerable.Range(0, 500).Select(number =>
            $$"""{"id":"01N{{number}}","secret_token":"{{new string('x', 300)}}","name":"n{{number}}","template":{"expressions":[{"a":[1,2,{"b":"{{new string('y', 100)}}"}]}],"is_private":{{(number % 2 == 0 ? "true" : "false")}} } }""");
        _answer = $$"""{"alert_sources":[{{string.Join(',', many)}}]}""";

        var (sources, failure) = await _sources.FindAsync(["01N0"], TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Equal(500, sources.Count);
        Assert.All(Enumerable.Range(0, 500), number => Assert.Equal(
            new AlertOrigin($"n{number}", number % 2 == 0 ? Visibility.Private : Visibility.Public), sources[$"01N{number}"]));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Where_the_key_may_not_read_them_nothing_is_known_of_any(HttpStatusCode status)
    {
        await FindAsync();
        _failing = status;
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AlertOrigin.Unknown, await FindAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"alert_sources":null}""")]
    [InlineData("""{"alert_sources":7}""")]
    [InlineData("7")]
    public async Task An_answer_without_them_is_a_failure_and_the_old_list_better(string answer)
    {
        var good = _answer;
        _answer = answer;
        var (none, failure) = await _sources.FindAsync(Id, TestContext.Current.CancellationToken);
        _answer = good;
        await FindAsync();
        _answer = answer;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((AlertOrigin.Unknown, FailureReason.InvalidAnswer), (none, failure?.Reason));
        Assert.StartsWith("alert sources: ", failure?.Detail, StringComparison.Ordinal);
        Assert.Equal(new AlertOrigin("Prometheus", Visibility.Public), await FindAsync());
    }

    [Fact]
    public async Task An_alert_without_a_source_asks_nothing()
    {
        var (origin, failure) = await _sources.FindAsync((string?)null, TestContext.Current.CancellationToken);

        Assert.Equal((AlertOrigin.Unknown, null, 0), (origin, failure, _calls));
    }

    public Task<HttpResponseMessage> ListAsync(CancellationToken cancellationToken)
    {
        _calls++;
        return Task.FromResult(_failing is { } status ? Answers.Status(status) : Answers.Json(_answer));
    }

    private async Task<AlertOrigin> FindAsync(string id = Id)
    {
        var (origin, failure) = await _sources.FindAsync(id, TestContext.Current.CancellationToken);
        Assert.Null(failure);
        return origin;
    }
}
