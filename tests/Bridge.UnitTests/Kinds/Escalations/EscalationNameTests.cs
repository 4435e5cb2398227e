using System.Net;
using System.Text.Json.Nodes;
using Bridge.Incidents;
using Bridge.Kinds.Escalations;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>What escalations name is asked for seldom, and nothing waits for what the key may not read.</summary>
public sealed class EscalationNameTests
{
    private readonly FakeTimeProvider _time = new(AnIncident.UpdatedAt);
    private readonly FakeEscalationApi _api = new();
    private readonly EscalationNameLists _lists;

    public EscalationNameTests() => _lists = new EscalationNameLists(_api, new IncidentIoRequests(_time), _time);

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
    public async Task One_that_is_not_among_them_is_asked_for_again_after_a_minute()
    {
        Assert.DoesNotContain("01NEW", (await NamesAsync(path: "01NEW", source: "01NEW")).PrivateSources.Keys);
        await NamesAsync(path: "01NEW", source: "01NEW");
        Assert.Equal(2, _api.Calls.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        _api.PathPages.Enqueue("""{"escalation_paths":[{"id":"01NEW","name":"New"}]}""");
        Assert.Equal("New", (await NamesAsync(path: "01NEW", source: "01NEW")).Paths["01NEW"]);
        Assert.Equal(4, _api.Calls.Count);
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
    public async Task A_source_that_does_not_say_whether_it_is_private_is_not_known()
    {
        _api.Sources = """
            {"alert_sources":[{"id":"01A","template":{}},{"id":"01B"},{"id":"01C","template":{"is_private":"no"}},{"template":{"is_private":false}},7,
                {"id":"01D","template":{"is_private":true}},{"id":"01E","template":{"is_private":false}}]}
            """;

        var names = await NamesAsync(source: "01D");

        Assert.Equal([("01D", true), ("01E", false)], names.PrivateSources.Select(source => (source.Key, source.Value)).Order());
    }

    [Fact]
    public async Task What_the_key_may_not_read_is_left_out_and_asked_for_again_after_an_hour()
    {
        _api.Fails("paths", HttpStatusCode.Forbidden);
        _api.Fails("sources", HttpStatusCode.Forbidden);

        var names = await NamesAsync();
        _time.Advance(TimeSpan.FromMinutes(59));
        await NamesAsync();

        Assert.Empty(names.Paths);
        Assert.Empty(names.PrivateSources);
        Assert.Equal(2, _api.Calls.Count);

        _api.FailsNoMore();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEmpty((await NamesAsync()).Paths);
    }

    /// <summary>What is known stays: a failure must take no tag and no public word away.</summary>
    [Theory]
    [InlineData("paths")]
    [InlineData("sources")]
    public async Task Another_failure_fails_only_what_was_never_read(string list)
    {
        _api.Fails(list, HttpStatusCode.BadGateway);
        var (_, failure) = await _lists.OfAsync([One()], TestContext.Current.CancellationToken);
        Assert.Equal(Bridge.Vocabulary.FailureReason.Server, failure?.Reason);

        _api.FailsNoMore();
        await NamesAsync();
        _api.Fails(list, HttpStatusCode.BadGateway);
        _time.Advance(TimeSpan.FromHours(2));

        var names = await NamesAsync();
        Assert.Equal("Platform on call", names.Paths[AnEscalation.Path]);
        Assert.False(names.PrivateSources[AnEscalation.PublicSource]);
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
