using System.Net;
using System.Text.Json.Nodes;
using Bridge.Incidents;
using Bridge.Kinds.Escalations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>What escalations name is asked for seldom, and nothing waits for what the key may not read.</summary>
public sealed class EscalationNameTests
{
    private readonly FakeTimeProvider _time = new(AnIncident.UpdatedAt);
    private readonly FakeEscalationApi _api = new();
    private readonly EscalationNameLists _lists;

    public EscalationNameTests() => _lists = _api.Names(new IncidentIoRequests(_time), _time);

    [Fact]
    public async Task Paths_are_read_once_an_hour_and_sources_every_five_minutes()
    {
        await NamesAsync();
        _time.Advance(TimeSpan.FromMinutes(4));
        await NamesAsync();
        Assert.Equal(["paths 25 after ", "sources"], _api.Calls);

        _time.Advance(TimeSpan.FromMinutes(1));
        await NamesAsync();
        Assert.Equal(["paths 25 after ", "sources", "sources"], _api.Calls);

        _time.Advance(TimeSpan.FromMinutes(55));
        await NamesAsync();
        Assert.Equal(["paths 25 after ", "sources", "sources", "paths 25 after ", "sources"], _api.Calls);
    }

    [Fact]
    public async Task Nothing_is_asked_for_what_names_nothing()
    {
        var (names, failure) = await _lists.OfAsync([One(path: null, source: null)], TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Empty(names.Paths);
        Assert.Empty(_api.Calls);
    }

    [Fact]
    public async Task All_pages_of_paths_count_and_what_cannot_be_read_does_not()
    {
        _api.PathPages.Enqueue("""{"escalation_paths":[{"id":"01A","name":"First"},{"id":"01B","name":7},{"name":"None"},7],"pagination_meta":{"after":"01C"}}""");
        _api.PathPages.Enqueue("""{"escalation_paths":[{"id":"01D","name":" Last "},{"id":"01E","name":" "}],"pagination_meta":{"after":"01C"}}""");

        var names = await NamesAsync(path: "01A");

        Assert.Equal([("01A", "First"), ("01D", "Last")], names.Paths.Select(path => (path.Key, path.Value)).Order());
        Assert.Equal(["paths 25 after ", "paths 25 after 01C"], _api.Calls.Where(call => call.StartsWith("paths", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_the_rights_to_either_nothing_is_known()
    {
        _api.Fails("paths", HttpStatusCode.Forbidden);
        _api.Fails("sources", HttpStatusCode.Forbidden);

        var names = await NamesAsync();

        Assert.Empty(names.Paths);
        Assert.Empty(names.Sources);
    }

    [Theory]
    [InlineData("paths", "HTTP 502")]
    [InlineData("sources", "alert sources: HTTP 502")]
    public async Task Another_failure_is_one_of_the_escalations(string list, string detail)
    {
        _api.Fails(list, HttpStatusCode.BadGateway);

        var (_, failure) = await _lists.OfAsync([One()], TestContext.Current.CancellationToken);

        Assert.Equal((FailureReason.Server, detail), (failure?.Reason, failure?.Detail));
    }

    private async Task<EscalationNames> NamesAsync(string? path = AnEscalation.Path, string? source = AnEscalation.PublicSource)
    {
        var (names, failure) = await _lists.OfAsync([One(path, source)], TestContext.Current.CancellationToken);
        Assert.Null(failure);
        return names;
    }

    private static Escalation One(string? path = AnEscalation.Path, string? source = AnEscalation.PublicSource) => AnEscalation.Read(
        AnEscalation.Json("triggered")
            .With("escalation_path_id", path)
            .With("creator", null)
            .With("related_alerts", source is null ? null : new JsonArray(AnEscalation.Alert("01A", source)))).Escalation!;
}
