using System.Net.Http.Headers;
using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>That nothing of others was touched is worth something only if it would be told.</summary>
public sealed class OthersTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<GrafanaDialect> Grafanas => [.. GrafanaDialect.All];

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_an_operator_does_is_no_fault_of_the_bridge_and_a_delete_by_its_token_is(GrafanaDialect dialect)
    {
        await using var grafana = await SimulatedGrafana.StartNewAsync(dialect, time: null, Token);
        var others = new Others(grafana, "incidents", Start, [Start.AddSeconds(1), Start.AddSeconds(2)]);
        others.Arrive();
        Assert.Equal(Others.Count, grafana.Annotations.Count);
        var broken = new BrokenGrafana(grafana, others);
        var backup = grafana.Backup();
        broken.CleanUp();
        Assert.InRange(grafana.Annotations.Count, 1, Others.Count);
        broken.Rebuild();
        broken.Restore(backup);
        Assert.Empty(others.Touched());

        var one = grafana.FoundBy("deploy")[0];
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", grafana.EditorToken);
        using var answer = await client.DeleteAsync(new Uri(grafana.Url, $"/api/annotations/{one.Id}"), Token);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(2, others.Touched().Count());
    }

    [Fact]
    public async Task What_was_resolved_and_taken_away_twice_is_known_by_its_incident_and_part()
    {
        await using var grafana = await SimulatedGrafana.StartNewAsync(GrafanaDialect.V12, time: null, Token);
        var others = new Others(grafana, dashboard: null, Start, [Start]);
        others.Arrive();
        var broken = new BrokenGrafana(grafana, others);
        for (var time = 0; time < 2; time++)
        {
            Assert.Empty(broken.TakenTwice);
            Post("A", "status:resolved");
            Post("B", "status:open");
            broken.Rebuild();
        }

        Assert.Equal([new AnnotationName("A", "")], broken.TakenTwice);

        void Post(string incident, string status) =>
            grafana.PostAs("bridge-editor", "Ours", Start, Start, ["incident-io", $"x-incident:{incident}", status]);
    }
}
