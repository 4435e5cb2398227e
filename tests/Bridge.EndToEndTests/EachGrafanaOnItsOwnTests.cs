using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>
/// What one Grafana does is waited for by no other: with thirty open incidents in both, one of them breaks in each of the ways in which a
/// Grafana breaks, and everything goes on in the healthy one.
/// </summary>
public sealed class EachGrafanaOnItsOwnTests
{
    private const int OpenIncidents = 30;
    private const string SecretName = "Payroll of the board leaks";

    /// <summary>A resync would find what a webhook's delivery leaves behind, and hide it. Open ends move every two seconds.</summary>
    private static readonly (string, string) MovingEnds = ("Annotations__OpenEndInterval", "00:00:02");

    public static TheoryData<string> Troubles => ["hangs", "refuses connections", "503 for an hour", "401", "404 of an ingress", "a redirect", "a page of HTML"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_Grafana_that_is_broken_keeps_no_other_waiting(string trouble)
    {
        await using var world = await World.CreateAsync(MovingEnds);
        var broken = await AddBrokenAsync(world);
        var open = await StartWithOpenIncidentsAsync(world, broken);
        await BreakAsync(broken, trouble);
        await NoticedAsync(world, "broken");

        // A new incident, a resolve, and one that turned private, with the ends of all others moving meanwhile.
        var fresh = world.Live(900, "Search is slow");
        await world.AnnounceAsync(fresh);
        await world.AnnounceAsync(open[0].Resolved(world.Now.AddSeconds(1)));
        await world.AnnounceAsync(open[1].MadePrivate(world.Now.AddSeconds(1)));

        await world.AnnotationAsync(fresh, _ => true);
        await world.AnnotationAsync(open[0], annotation => annotation.Tags.Contains("status:resolved"));
        await world.AnnotationAsync(open[1], annotation => !annotation.Text.Contains(SecretName, StringComparison.Ordinal));
        var ends = open.Skip(2).ToDictionary(incident => incident.Id, incident => Assert.Single(world.AnnotationsOf(incident)).End);
        await World.EventuallyAsync(
            "every open end on the healthy Grafana moved on",
            () => open.Skip(2).All(incident => world.AnnotationsOf(incident).Single().End > ends[incident.Id]));
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task When_it_is_back_it_shows_what_happened_meanwhile_and_the_log_has_said_so_in_a_few_lines(string trouble)
    {
        await using var world = await World.CreateAsync(MovingEnds);
        var broken = await AddBrokenAsync(world);
        var open = await StartWithOpenIncidentsAsync(world, broken);
        await BreakAsync(broken, trouble);
        await NoticedAsync(world, "broken");
        var fresh = world.Live(901, "Search is slow");
        await world.AnnounceAsync(fresh);
        await world.AnnounceAsync(open[1].MadePrivate(world.Now.AddSeconds(1)));
        await world.AnnotationAsync(fresh, _ => true);

        await MendAsync(world, broken, trouble);

        await World.EventuallyAsync("the new incident on the Grafana that was broken", () => World.AnnotationsOf(fresh, broken).Count == 1);
        await World.EventuallyAsync(
            "no private words there", () => !World.AnnotationsOf(open[1], broken).Single().Text.Contains(SecretName, StringComparison.Ordinal));
        Assert.All(open, incident => Assert.Single(World.AnnotationsOf(incident, broken)));
        Assert.DoesNotContain(world.Bridge.Log, entry => entry.Level is "error" or "critical");
        Assert.True(world.Bridge.Log.Count(entry => entry.Level == "warn") < 25, string.Join('\n', world.Bridge.Log.Where(entry => entry.Level == "warn").Select(entry => entry.Message)));
        Assert.DoesNotContain(world.Bridge.Log, entry => entry.Line.Contains("   at Bridge.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Grafana_that_is_added_gets_what_is_open_and_recent_by_itself_and_one_that_is_removed_leaves_nothing_that_waits()
    {
        await using var world = await World.StartAsync();
        var open = world.Live(910);
        var recent = world.Live(911).Resolved(world.Now.AddMinutes(1));
        await world.AnnounceAsync(open);
        await world.AnnounceAsync(recent);
        await world.AnnotationAsync(open, _ => true);
        await world.AnnotationAsync(recent, annotation => annotation.Tags.Contains("status:resolved"));
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);

        var added = await world.AddGrafanaAsync("added");
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);

        await World.EventuallyAsync(
            "both on the new Grafana", () => World.AnnotationsOf(open, added).Count == 1 && World.AnnotationsOf(recent, added).Count == 1);

        // It goes away for good with work that waits for it.
        await added.StopAsync();
        await world.AnnounceAsync(open.Resolved(world.Now.AddMinutes(2)));
        await world.AnnotationAsync(open, annotation => annotation.Tags.Contains("status:resolved"));
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        world.Environment.Remove("Grafana__added__Url");
        world.Environment.Remove("Grafana__added__Token");
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.IdleAsync();
    }

    /// <summary>The Grafana that is going to break, with a time-out of which several fit into the wait of a test.</summary>
    private static Task<SimulatedGrafana> AddBrokenAsync(World world)
    {
        world.Environment["Grafana__broken__Timeout"] = "00:00:03";
        return world.AddGrafanaAsync("broken");
    }

    /// <summary>Both Grafanas show all of them.</summary>
    private static async Task<IReadOnlyList<SimulatedIncident>> StartWithOpenIncidentsAsync(World world, SimulatedGrafana other)
    {
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        var open = Enumerable.Range(1, OpenIncidents).Select(number => world.Live(number, number == 2 ? SecretName : $"Incident {number}")).ToList();
        foreach (var incident in open)
        {
            await world.AnnounceAsync(incident);
        }

        await World.EventuallyAsync(
            "all open incidents in both",
            () => open.All(incident => world.AnnotationsOf(incident).Count == 1 && World.AnnotationsOf(incident, other).Count == 1));
        return open;
    }

    private static async Task NoticedAsync(World world, string grafana) => await World.EventuallyAsync(
        $"{grafana} is known to be down",
        async () => (await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken))[$"incidentbridge_grafana_up{{grafana=\"{grafana}\"}}"] == 0);

    private static async Task BreakAsync(SimulatedGrafana grafana, string trouble)
    {
        if (trouble == "refuses connections")
        {
            await grafana.StopAsync();
            return;
        }

        grafana.Faults.Always(trouble switch
        {
            "hangs" => Fault.Hangs,
            "503 for an hour" => Fault.Answering(Answer.Html(503, "Away").WithHeader("Retry-After", "3600")),
            "401" => Fault.Answering(Answer.Json(401, new JsonObject { ["message"] = "Invalid API key" })),
            "404 of an ingress" => Fault.Status(404),
            "a redirect" => Fault.Answering(Answer.Html(302, "Sign in").WithHeader("Location", "https://sso.example/login")),
            "a page of HTML" => Fault.Html,
            var other => throw new InvalidOperationException($"No fault for {other}."),
        });
    }

    /// <summary>What asked to be left alone for an hour is asked again by who starts in that hour.</summary>
    private static async Task MendAsync(World world, SimulatedGrafana grafana, string trouble)
    {
        grafana.Faults.Clear();
        await grafana.StartAsync(TestContext.Current.CancellationToken);
        if (trouble == "503 for an hour")
        {
            await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
            await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        }
    }
}
