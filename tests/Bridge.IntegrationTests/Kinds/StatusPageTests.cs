using System.Text.Json.Nodes;
using Bridge.Observability;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Kinds;

public sealed class StatusPageTests
{
    private const string Tag = "incident-io-status-page";
    private const string Api = "01COMPONENTAPI";
    private const string Web = "01COMPONENTWEB";

    private static readonly (string, string)[] All = [("StatusPage:Show", "all")];

    [Fact]
    public async Task Each_component_is_a_point_while_it_is_hit_and_a_region_when_it_is_well()
    {
        SimulatedStatusPageIncident? open = null;
        await using var world = await KindWorld.StartAsync(world => world.IncidentIo.Put(open = Open(world)), All);

        var points = await world.ShownAsync(Tag, shown => shown.Count == 2);
        world.IncidentIo.Put(open!.Hit(Api, "full_outage", world.Now.AddMinutes(-5)).Recovered(Web, world.Now.AddMinutes(-2)));
        var mixed = await world.ShownAsync(Tag, shown => shown.Count == 2 && shown[0].Text.EndsWith("full outage", StringComparison.Ordinal) && shown[1].IsRegion);
        world.IncidentIo.Put(open.Recovered(Api, world.Now.AddMinutes(-1)).Recovered(Web, world.Now.AddMinutes(-2)).Updated("resolved", "All is well.", world.Now));
        var regions = await world.ShownAsync(Tag, shown => shown.Count == 2 && shown.All(one => one.IsRegion));

        Assert.Equal(["<b>Status page:</b> Slow checkout<br>Degraded performance", "<b>Status page:</b> Slow checkout<br>Partial outage"], points.Select(point => point.Text));
        Assert.All(points, point => Assert.Equal(("open", "01fstpage00000000000000001", false), (point.Tag("status"), point.Tag("page"), point.IsRegion)));
        Assert.Equal([Api.ToLowerInvariant(), Web.ToLowerInvariant()], points.Select(point => point.Tag("component")));
        Assert.Equal([$"{open.Id}--{Api}", $"{open.Id}--{Web}"], points.Select(point => point.Tag("x-status-page")));
        Assert.Equal("<b>Status page:</b> Slow checkout<br>Degraded performance, full outage", mixed[0].Text);
        Assert.Equal(["open", "resolved"], mixed.Select(one => one.Tag("status")));
        Assert.Equal(
            [(world.Now.AddMinutes(-10), world.Now.AddMinutes(-1)), (world.Now.AddMinutes(-8), world.Now.AddMinutes(-2))],
            regions.Select(region => (region.Start, region.End)));
        Assert.All(regions, region => Assert.Equal("resolved", region.Tag("status")));
        Assert.DoesNotContain("All is well.", await world.TrailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_names_the_component_as_soon_as_its_name_can_be_read()
    {
        await using var world = await KindWorld.StartAsync(
            world =>
            {
                world.IncidentIo.Put(Open(world));
                world.IncidentIo.NameComponent(Api, "API <v2>");
                world.IncidentIo.NameComponent(Web, "Website");
                world.IncidentIo.Faults.Times(2, Fault.Status(502), IsStructure);
            },
            All);

        await world.ShownAsync(
            Tag,
            shown => shown.Select(point => point.Text).SequenceEqual(
            [
                "<b>Status page:</b> Slow checkout<br>API &lt;v2&gt; · Degraded performance",
                "<b>Status page:</b> Slow checkout<br>Website · Partial outage",
            ]));

        Assert.Single(world.IncidentIo.Requests.Where(IsStructure).Skip(2));
    }

    [Fact]
    public async Task A_key_that_may_not_read_the_names_shows_the_impacts_without_them_and_says_so_once()
    {
        await using var world = await KindWorld.StartAsync(
            world =>
            {
                world.IncidentIo.Put(Open(world));
                world.IncidentIo.Put(Open(world, number: 2) with { StatusPageId = "01OTHERPAGE" });
                world.IncidentIo.NameComponent(Api, "API");
                world.IncidentIo.Faults.Always(Fault.Answering(Answer.Json(403, new JsonObject())), IsStructure);
            },
            All);

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 4);

        Assert.DoesNotContain(shown, point => point.Text.Contains("API", StringComparison.Ordinal));
        Assert.Equal(
            "incident.io does not show its structures of status pages to the key (HTTP 403), so the impacts on a component do not name it. By incident.io's documentation any valid key may read them: ask its support. The bridge asks again once an hour. This is logged once per process.",
            Assert.Single(world.Bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.ListRefused).Message);
    }

    [Fact]
    public async Task A_webhook_brings_the_impact_on_each_component_before_the_next_list()
    {
        await using var world = await KindWorld.StartAsync(_ => { }, [.. All, ("IncidentIo:ResyncInterval", "01:00:00")]);
        var open = Open(world);
        world.IncidentIo.Put(open);

        await world.SendAsync(WebhookEvents.UpdateShared(open));
        await world.ShownAsync(Tag, shown => shown.Count == 2);
        var closed = open.Recovered(Api, world.Now.AddMinutes(-1)).Recovered(Web, world.Now.AddMinutes(-2)).Updated("resolved", "All is well.", world.Now);
        world.IncidentIo.Put(closed);
        await world.SendAsync(WebhookEvents.UpdateShared(closed));

        await world.ShownAsync(Tag, shown => shown.Count == 2 && shown.All(one => one.IsRegion));
    }

    [Fact]
    public async Task What_is_taken_back_goes()
    {
        SimulatedStatusPageIncident? open = null;
        await using var world = await KindWorld.StartAsync(world => world.IncidentIo.Put(open = Open(world)), All);
        await world.ShownAsync(Tag, shown => shown.Count == 2);

        world.IncidentIo.Put(SimulatedStatusPageIncident.Published(1, "Slow checkout", world.Now).Hit(Web, "partial_outage", world.Now.AddMinutes(-8)));
        var left = await world.ShownAsync(Tag, shown => shown.Count == 1);
        Assert.Equal(Web.ToLowerInvariant(), left[0].Tag("component"));

        world.IncidentIo.Remove(open!.Id);
        await world.ShownAsync(Tag, shown => shown.Count == 0);
    }

    [Fact]
    public async Task Only_the_pages_that_are_named_are_shown_and_one_that_is_not_there_is_told_of()
    {
        await using var world = await KindWorld.StartAsync(
            world =>
            {
                world.IncidentIo.Put(Open(world));
                world.IncidentIo.Put(Open(world, number: 2) with { StatusPageId = "01OTHERPAGE" });
            },
            [.. All, ("StatusPage:Pages:0", "01NOPAGE"), ("StatusPage:Pages:1", "01OTHERPAGE")]);

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 2);

        Assert.All(shown, one => Assert.Equal("01otherpage", one.Tag("page")));
        await Hosting.Eventually.IsTrueAsync(
            () => world.Bridge.Logs.GetSnapshot().Any(record => record.Id.Id == EventIds.JobFailed
                && record.Message.StartsWith("The job poll:status-page did not do its work: settings (StatusPage:Pages:0: incident.io has no status page with the id 01NOPAGE).", StringComparison.Ordinal)),
            "the fault is in the log");
    }

    private static bool IsStructure(RecordedRequest request) => request.Path.StartsWith("/v2/status_page_structures/", StringComparison.Ordinal);

    private static SimulatedStatusPageIncident Open(KindWorld world, int number = 1) => SimulatedStatusPageIncident.Published(number, "Slow checkout", world.Now.AddMinutes(-10))
        .Hit(Api, "degraded_performance", world.Now.AddMinutes(-10))
        .Hit(Web, "partial_outage", world.Now.AddMinutes(-8));
}
