using System.Net;
using Bridge.Incidents;
using Bridge.Kinds.StatusPages;
using Bridge.Observability;
using Bridge.UnitTests.Upstreams;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.StatusPages;

/// <summary>What components are called, wherever they stand on a page; and what is shown where that cannot be had.</summary>
public sealed class StatusPageComponentsTests : IStatusPageApi
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeLogger<StatusPageComponents> _log = new();
    private readonly StatusPageComponents _components;
    private readonly List<string> _asked = [];
    private HttpStatusCode? _failing;

    private string _answer = """
        {"current_structure":{"items":[
            {"component":{"component_id":"A","name":" API "}},
            7,
            {"group":{"id":"G","name":"Core","components":[{"component_id":"B","name":"Web"},null,{"component_id":"X","name":7},{"name":"none"}]}},
            {"sub_page":{"id":"S","name":"Europe","items":[
                {"component":{"component_id":"C","name":"Checkout"}},
                {"sub_page":{"items":[{"group":{"components":[{"component_id":"D","name":"Search"}]}}]}}]}},
            {"component":{"component_id":"Y","name":" "}}]}}
        """;

    public StatusPageComponentsTests() => _components = new StatusPageComponents(this, new IncidentIoRequests(_time), _time, _log);

    [Theory]
    [InlineData("A", "API · Full outage")]
    [InlineData("B", "Web · Full outage")]
    [InlineData("C", "Checkout · Full outage")]
    [InlineData("D", "Search · Full outage")]
    [InlineData("X", "Full outage")]
    [InlineData("Y", "Full outage")]
    [InlineData("E", "Full outage")]
    public async Task A_component_is_named_wherever_it_stands(string component, string expected) => Assert.Equal([expected], await WordsAsync("P", component));

    [Fact]
    public async Task They_are_asked_for_once_an_hour_and_page()
    {
        await WordsAsync("P", "A", "B");
        await WordsAsync("Q", "A");
        await WordsAsync("P", "B");
        _time.Advance(TimeSpan.FromHours(1));
        await WordsAsync("P", "A");
        await WordsAsync("P");

        Assert.Equal(["P", "Q", "P"], _asked);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"current_structure":7}""")]
    [InlineData("""{"current_structure":{"items":{}}}""")]
    public async Task An_answer_without_them_names_none(string answer)
    {
        _answer = answer;

        Assert.Equal(["Full outage"], await WordsAsync("P", "A"));
    }

    /// <summary>They are worth no impact that customers were told of.</summary>
    [Theory]
    [InlineData(HttpStatusCode.BadGateway, 0)]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    public async Task Without_names_impacts_are_shown_without_them(HttpStatusCode status, int lines)
    {
        _failing = status;

        Assert.Equal(["Full outage"], await WordsAsync("P", "A"));
        Assert.Equal(["Full outage"], await WordsAsync("Q", "A"));
        Assert.Equal(lines, _log.Collector.GetSnapshot().Count(line => line.Id.Id == EventIds.ListRefused));
    }

    [Fact]
    public async Task A_failure_takes_no_name_away()
    {
        await WordsAsync("P", "A");
        _failing = HttpStatusCode.BadGateway;
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(["API · Full outage"], await WordsAsync("P", "A"));
    }

    public Task<HttpResponseMessage> GetStructureAsync(string statusPage, CancellationToken cancellationToken)
    {
        _asked.Add(statusPage);
        return Task.FromResult(_failing is { } status ? Answers.Status(status) : Answers.Json(_answer));
    }

    public Task<HttpResponseMessage> ListPagesAsync(int pageSize, string? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HttpResponseMessage> ListAsync(string statusPage, string since, int pageSize, string? after, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What the text says of each impact.</summary>
    private async Task<IEnumerable<string>> WordsAsync(string page, params string[] components)
    {
        var impacts = string.Join(',', components.Select(component =>
            $$"""{"component_id":"{{component}}","component_status":"full_outage","start_at":"2026-11-02T09:00:00Z"}"""));
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"id":"I","status_page_id":"{{page}}","component_impacts":[{{impacts}}]}""");
        var (incident, _) = StatusPageMapping.Read(json.RootElement, "", Now);
        var named = await _components.NameAsync(incident!, TestContext.Current.CancellationToken);
        return named.Impacts.Select(impact => string.Join(" · ", impact.Facts.Where(fact => fact.IsText).Select(fact => fact.Text)));
    }
}
