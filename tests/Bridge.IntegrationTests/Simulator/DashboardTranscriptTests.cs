using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Processes;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The Grafana stand-in finds, gives, saves and shares dashboards as a real Grafana 12.4.3 did: recorded exchanges are played to it.</summary>
public sealed class DashboardTranscriptTests
{
    /// <summary>What is not played, and why.</summary>
    private static readonly Dictionary<string, string> NotPlayed = new()
    {
        ["create in the newer schema"] = "the stand-in has no API of the newer kind; such a dashboard is put there from the start",
        ["get the newer one by the newer way"] = "as above",
        ["get the older one by the newer way"] = "as above",
    };

    /// <summary>Answers that were noted together with what was changed in them for the next request: their annotations are not compared.</summary>
    private static readonly string[] WithLaterAnnotations = ["get the dashboard"];

    /// <summary>Members that depend on the clock, on chance, or on how many other dashboards there are.</summary>
    private static readonly string[] ByChance =
        ["id", "folderId", "created", "updated", "createdAt", "updatedAt", "createdBy", "updatedBy", "accessErrorId", "accessToken"];

    private static string Root => BridgeBinary.RepositoryRoot();

    /// <summary>The essential exchanges, which every clone has, and longer recordings where somebody keeps them.</summary>
    public static TheoryData<string> Transcripts =>
    [
        Path.Combine(Root, "tests", "Bridge.IntegrationTests", "Simulator", "dashboards-12.4-exchanges.json"),
        .. Directory.GetParent(Root)!
            .EnumerateDirectories()
            .Select(folder => Path.Combine(folder.FullName, "contracts"))
            .Where(Directory.Exists)
            .SelectMany(contracts => Directory.EnumerateFiles(contracts, "grafana-*-dashboards-*.json")),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task Stand_in_answers_about_dashboards_as_Grafana_was_recorded_to(string file)
    {
        var exchanges = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!["exchanges"]!.AsArray();
        await using var grafana = await SimulatedGrafana.StartNewAsync(GrafanaDialect.V12, time: null, Cancellation);
        PutWhatWasThere(grafana);
        using var http = new HttpClient { BaseAddress = grafana.Url };

        var (differences, played) = (new List<string>(), 0);
        foreach (var exchange in exchanges.Where(exchange => !NotPlayed.ContainsKey((string)exchange!["title"]!)))
        {
            played++;
            using var request = RecordedRequests.Of(exchange!["request"]!, (string)exchange["request"]!["path"]!, grafana);
            using var answer = await http.SendAsync(request, Cancellation);
            var got = $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType}";
            var want = $"{exchange["response"]!["status"]} {exchange["response"]!["contentType"]}";
            var body = Comparable(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)), exchange);
            var recorded = Comparable(exchange["response"]!["body"]!.DeepClone(), exchange);
            if (!want.Equals(got, StringComparison.OrdinalIgnoreCase) || !JsonNode.DeepEquals(recorded, body))
            {
                differences.Add($"{exchange["title"]}:\n  got  {got} {body?.ToJsonString()}\n  want {want} {recorded?.ToJsonString()}");
            }
        }

        Assert.True(played >= 12);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Theory]
    [InlineData("7.5.5")]
    [InlineData("9.4.0-pre")]
    public async Task What_was_not_recorded_of_a_version_is_not_there_in_it(string version)
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.All.Single(dialect => dialect.Version == version));

        Assert.Equal(404, (await client.SendAsync("GET", "/api/search?type=dash-db")).Status);
        Assert.Equal(404, (await client.SendAsync("POST", "/api/dashboards/db", new JsonObject { ["dashboard"] = new JsonObject() })).Status);
    }

    private static void PutWhatWasThere(SimulatedGrafana grafana)
    {
        grafana.AddFolder("eg5tnra4smbk0c", "Provisioned");
        grafana.AddFolder("closed", "closed", isClosed: true);
        var model = new JsonObject { ["panels"] = new JsonArray(), ["tags"] = new JsonArray("team-a"), ["title"] = "prov" };
        grafana.AddDashboard(grafana.AddDashboard("prov", model, "eg5tnra4smbk0c") with { IsProvisioned = true });
        grafana.AddDashboard(grafana.AddDashboard("v2board") with { IsOfNewerSchema = true, IsClosed = true });
    }

    private static JsonNode? Comparable(JsonNode? body, JsonNode exchange)
    {
        if (WithLaterAnnotations.Contains((string)exchange["title"]!))
        {
            body!["dashboard"]!.AsObject().Remove("annotations");
        }

        Forget(body);
        return body;
    }

    private static void Forget(JsonNode? json)
    {
        switch (json)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Forget(item);
                }

                break;
            case JsonObject members:
                // Of what is shared, the uid is that of the link, and made up.
                foreach (var name in members.ContainsKey("accessToken") ? [.. ByChance, "uid"] : ByChance)
                {
                    members.Remove(name);
                }

                foreach (var (_, member) in members)
                {
                    Forget(member);
                }

                break;
        }
    }
}
