using System.Net;
using System.Text.Json.Nodes;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;

namespace Bridge.IntegrationTests.Management;

/// <summary>What the management port tells of a bad night, and what it does not.</summary>
public sealed class StatusPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_what_needs_somebody_and_no_word_that_a_person_typed()
    {
        await using var world = await StatusWorld.StartAsync();

        var page = await world.PageAsync();
        var status = await world.StatusAsync();

        Assert.Contains("2 things need attention", page, StringComparison.Ordinal);
        Assert.Contains("Grafana away is down: HTTP 503", page, StringComparison.Ordinal);
        Assert.Equal(["grafana_down", "dead_letters"], status["problems"]!.AsArray().Select(problem => (string?)problem!["kind"]));
        var letter = Assert.Single(status["dead_letters"]!.AsArray())!;
        Assert.Equal((StatusWorld.DeadLetter, null, "main", "client"), ((string?)letter["incident"], (string?)letter["reference"], (string?)letter["grafana"], (string?)letter["reason"]));
        Assert.Equal(
            [$"{StatusWorld.DeadLetter}  dead_letter", "INC-123 create done", "INC-77 create done"],
            status["deliveries"]!.AsArray()
                .Select(one => $"{one!["reference"] ?? one["incident"]} {string.Join(',', one["changes"]!.AsArray())} {one["result"]}")
                .Order(StringComparer.Ordinal));
        Assert.Equal((3, 3, 1), ((int?)status["queue"]!["pending"], (int?)status["grafanas"]![0]!["due"], (int?)status["queue"]!["dead_letters"]));
        var incidents = await IncidentsAsync(world, [world.Public.Id, world.Private.Id, StatusWorld.DeadLetter]);
        foreach (var text in incidents.Append(page).Append(status.ToJsonString()))
        {
            Assert.DoesNotContain(world.Marker, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(world.Public.Name, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("onerror", text, StringComparison.OrdinalIgnoreCase);
            Assert.All(
                [BridgeInstance.ApiKey, BridgeInstance.GrafanaToken, StatusWorld.TokenOfAway, BridgeInstance.SigningSecret["whsec_".Length..]],
                secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_incident_is_found_by_its_reference_in_any_case_or_by_its_id_and_nobody_else_is_asked()
    {
        await using var world = await StatusWorld.StartAsync();
        var (asked, searched) = (world.Bridge.IncidentIo.Arrived, world.Bridge.Grafana.Arrived);

        var byReference = JsonNode.Parse(Assert.Single(await IncidentsAsync(world, ["inc-77"])))!;
        var byId = JsonNode.Parse(Assert.Single(await IncidentsAsync(world, [world.Private.Id])))!;

        Assert.Equal((asked, searched), (world.Bridge.IncidentIo.Arrived, world.Bridge.Grafana.Arrived));
        Assert.Equal((world.Private.Id, "INC-77", 1), ((string?)byReference["id"], (string?)byReference["reference"], (int?)byReference["webhooks"]));
        Assert.Equal((string?)byReference["id"], (string?)byId["id"]);
        Assert.Equal(
            ["away due", "main done"], byReference["deliveries"]!.AsArray().Select(one => $"{one!["grafana"]} {one["state"]}"));
        var place = Assert.Single(byReference["places"]!.AsArray())!;
        Assert.Equal(("default", "main", "recorded"), ((string?)place["route"], (string?)place["grafana"], (string?)place["state"]));
        Assert.Equal(("region", "open"), ((string?)place["annotations"]![0]!["part"], (string?)place["annotations"]![0]!["status"]));
        Assert.Equal(("store", null, null), ((string?)Assert.Single(byReference["sources"]!.AsArray()), byReference["headline"], byReference["incident"]));
    }

    [Theory]
    [InlineData("INC-404", HttpStatusCode.NotFound, "incident-bridge explain INC-404")]
    [InlineData("01FDAG4SAP5TYPT98WGR2NNONE", HttpStatusCode.NotFound, "incident-bridge explain 01FDAG4SAP5TYPT98WGR2NNONE")]
    [InlineData("123", HttpStatusCode.BadRequest, "neither a reference such as INC-123 nor an incident's id")]
    [InlineData("%3Cscript%3E", HttpStatusCode.BadRequest, "neither a reference such as INC-123 nor an incident's id")]
    [InlineData("..%2F..%2Fetc", HttpStatusCode.BadRequest, "neither a reference such as INC-123 nor an incident's id")]
    public async Task Of_an_incident_that_is_not_known_it_says_what_to_do(string asked, HttpStatusCode status, string words)
    {
        await using var bridge = await BridgeInstance.StartAsync();

        using var answer = await bridge.Management.GetAsync($"/api/v1/incidents/{asked}", Token);
        var error = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["error"];

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("script", error, StringComparison.Ordinal);
        Assert.Equal(0, (await bridge.ReadMetricsAsync())["incidentbridge_connections_refused_total{port=\"management\",reason=\"not_found\"}"]);
    }

    [Theory]
    [InlineData("omit", null)]
    [InlineData("redact", "INC-77")]
    public async Task A_private_incident_goes_by_its_id_where_nothing_is_told_of_those(string mode, string? reference)
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Annotations:Private"] = mode });
        bridge.Grafana.Remembers();
        var incident = new IncidentPayload { Visibility = "private", Reference = "INC-77" };
        await bridge.BecomesAsync(incident);

        // The end of the work is in the store a moment before it is on the list.
        var status = new JsonObject() as JsonNode;
        await Eventually.IsTrueAsync(
            async () => (status = JsonNode.Parse(await bridge.Management.GetStringAsync("/api/v1/status", Token))!)["deliveries"]!.AsArray().Count > 0, "the delivery is listed");
        using var named = await bridge.Management.GetAsync("/api/v1/incidents/INC-77", Token);
        var known = JsonNode.Parse(await bridge.Management.GetStringAsync($"/api/v1/incidents/{incident.Id}", Token))!;

        Assert.Equal(reference, (string?)status["deliveries"]![0]!["reference"]);
        Assert.Equal(reference, (string?)known["reference"]);
        Assert.Equal(reference is null ? HttpStatusCode.NotFound : HttpStatusCode.OK, named.StatusCode);
    }

    [Fact]
    public async Task Its_answers_may_not_be_kept_nor_framed_nor_read_as_something_else()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        foreach (var path in new[] { "/", "/api/v1/status", "/api/v1/incidents/INC-1" })
        {
            using var got = await bridge.Management.GetAsync(path, Token);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await bridge.Management.SendAsync(request, Token);

            Assert.True(got.Headers.CacheControl?.NoStore);
            Assert.Equal("nosniff", Header(got, "X-Content-Type-Options"));
            Assert.Equal("no-referrer", Header(got, "Referrer-Policy"));
            var policy = Header(got, "Content-Security-Policy");
            Assert.StartsWith("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.Equal((got.StatusCode, policy), (head.StatusCode, Header(head, "Content-Security-Policy")));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        }
    }

    [Fact]
    public async Task While_the_store_is_away_it_says_so_and_shows_what_it_read_last()
    {
        var faults = new FaultyStore.Switch();
        await using var bridge = await BridgeInstance.StartAsync(
            services: services => services.Decorate<IBridgeStore>(store => new FaultyStore(store, faults)));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(StatusWorld.DeadLetter), Answer.Status(422));
        await bridge.AnnounceAsync(StatusWorld.DeadLetter);
        await bridge.HasEndedAsync(StatusWorld.DeadLetter, "dead_letter");
        await Eventually.IsTrueAsync(async () => (await PageAsync()).Contains(StatusWorld.DeadLetter, StringComparison.Ordinal), "the dead letter is shown");

        faults.ReadStatistics = new StoreException("The disk is <full>.");
        await Eventually.IsTrueAsync(async () => (await PageAsync()).Contains("cannot be read", StringComparison.Ordinal), "the page says that the store is away");
        var page = await PageAsync();

        Assert.Contains("The store cannot be read: The disk is &lt;full&gt;.", page, StringComparison.Ordinal);
        Assert.Contains(StatusWorld.DeadLetter, page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await bridge.Management.GetAsync("/healthz", Token)).StatusCode);

        async Task<string> PageAsync() => await bridge.Management.GetStringAsync("/", Token);
    }

    private static async Task<IReadOnlyList<string>> IncidentsAsync(StatusWorld world, IReadOnlyList<string> incidents)
    {
        var answers = new List<string>();
        foreach (var incident in incidents)
        {
            answers.Add(await world.Bridge.Management.GetStringAsync($"/api/v1/incidents/{incident}", Token));
        }

        return answers;
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.GetValues(name));
}
