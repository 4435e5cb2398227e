using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.IncidentIo;

namespace Bridge.IntegrationTests.Routes;

/// <summary>Every route that matches applies, in its own places, and only as long as it matches.</summary>
public sealed class SeveralRoutesTests
{
    [Fact]
    public async Task Every_route_posts_to_its_own_grafanas_with_its_own_tags()
    {
        await using var world = await RoutesWorld.StartAsync(
            ["Name=everything"],
            ["Name=main-only", "Grafana=main", "Tags:0=team:payments"],
            ["Name=other-dashboards", "Grafana=other", "Dashboards:0:Uid=payments", "Dashboards:1:Uid=search", "Dashboards:1:Panel=4"]);
        world.Other.AddDashboard(17, "payments");
        world.Other.AddDashboard(18, "search");
        var incident = world.Live(1);

        await world.BecomesAsync(incident);

        Assert.Equal(["everything", "main-only"], RoutesWorld.RoutesIn(world.Main, incident));
        Assert.Equal("payments", RoutesWorld.Annotations(world.Main, incident).Single(annotation => annotation.Tag("route") == "main-only").Tag("team"));
        Assert.Equal(
            [("everything", null, 0L), ("other-dashboards", "payments", 0L), ("other-dashboards", "search", 4L)],
            RoutesWorld.Annotations(world.Other, incident).Select(annotation => (annotation.Tag("route"), annotation.DashboardUid, annotation.PanelId)));

        await world.BecomesAsync(incident.Resolved(world.Now.AddMinutes(9)));

        Assert.Equal(5, world.Main.Annotations.Count + world.Other.Annotations.Count);
        Assert.All(world.Main.Annotations.Concat(world.Other.Annotations), annotation => Assert.Equal(world.Now.AddMinutes(9), annotation.End));

        await world.BecomesAsync(incident.InStatus(SimulatedStatus.Canceled, world.Now.AddMinutes(10)));

        Assert.Empty(world.Main.Annotations.Concat(world.Other.Annotations));
    }

    [Fact]
    public async Task A_minimum_severity_goes_by_incident_ios_order_and_the_annotation_comes_and_goes_with_it()
    {
        await using var world = await RoutesWorld.StartAsync(
            ["Name=everything", "Grafana=main"], ["Name=serious", "Grafana=other", "Match:MinimumSeverity=major"]);
        var incident = world.Live(1, "Minor");

        await world.BecomesAsync(incident);
        var whenMinor = RoutesWorld.RoutesIn(world.Other, incident);
        await world.BecomesAsync(incident.WithSeverity("Critical", 3, world.Now));
        var whenCritical = RoutesWorld.RoutesIn(world.Other, incident);
        await world.BecomesAsync(incident with { Severity = null });
        var whenUnset = RoutesWorld.RoutesIn(world.Other, incident);

        Assert.Equal([[], ["serious"], []], (IReadOnlyList<string?>[])[whenMinor, whenCritical, whenUnset]);
        Assert.Equal(["everything"], RoutesWorld.RoutesIn(world.Main, incident));
        Assert.Single(world.IncidentIo.Requests, request => request.Path == "/v1/severities");
    }

    [Fact]
    public async Task Type_visibility_mode_and_custom_fields_decide_together()
    {
        await using var world = await RoutesWorld.StartAsync(
            ["Name=type", "Match:Type:0=Security", "Match:Type:1=data loss"],
            ["Name=private", "Match:Visibility=private"],
            ["Name=retrospective", "Match:Mode=retrospective"],
            ["Name=option", "Match:CustomFields:0:Field=Affected team", "Match:CustomFields:0:Value=payments"],
            ["Name=entry", "Match:CustomFields:0:Field=Service", "Match:CustomFields:0:Value:0=search", "Match:CustomFields:0:Value:1=checkout"],
            ["Name=text", "Match:CustomFields:0:Field=Note", "Match:CustomFields:0:Value=urgent", "Match:Type=Data loss"]);
        var plain = world.Live(1);
        var all = world.Live(2)
            .OfType("Data loss", world.Now)
            .MadePrivate(world.Now)
            .InMode("retrospective")
            .WithCustomField("Affected team", SimulatedFieldKind.Option, world.Now, "Search", "Payments")
            .WithCustomField("Service", SimulatedFieldKind.CatalogEntry, world.Now, "Checkout")
            .WithCustomField("Note", "Urgent", world.Now);

        await world.BecomesAsync(plain);
        await world.BecomesAsync(all);
        var before = RoutesWorld.RoutesIn(world.Main, all);
        await world.BecomesAsync(all.OfType("Security", world.Now).WithCustomField("Service", SimulatedFieldKind.CatalogEntry, world.Now, "Login"));

        Assert.Empty(RoutesWorld.RoutesIn(world.Main, plain));
        Assert.Equal(["entry", "option", "private", "retrospective", "text", "type"], before);
        Assert.Equal(["option", "private", "retrospective", "type"], RoutesWorld.RoutesIn(world.Main, all));
        Assert.DoesNotContain(world.IncidentIo.Requests, request => request.Path == "/v1/severities");
    }

    [Fact]
    public async Task An_incident_on_more_dashboards_than_one_search_tells_of_is_not_doubled_after_the_database_is_lost()
    {
        const int Dashboards = 51;
        using var folder = new TemporaryFolder();
        await using var world = await RoutesWorld.StartAsync(
            ["Name=ops", "Grafana=main", .. Enumerable.Range(0, Dashboards).Select(number => $"Dashboards:{number}:Uid=team{number}")]);
        for (var number = 0; number < Dashboards; number++)
        {
            world.Main.AddDashboard(17 + number, $"team{number}");
        }

        await world.Bridge.StopAsync();
        world.Bridge.Set("Annotations:Shape", "points");
        await world.Bridge.StartAgainAsync();
        var incident = world.Live(1).Resolved(world.Now);
        await world.BecomesAsync(incident);
        var before = world.Main.Annotations.Count;

        await world.Bridge.StopAsync();
        world.Bridge.Set("Storage:Path", folder.File("new.db"));
        await world.Bridge.StartAgainAsync();
        await world.BecomesAsync(incident);

        Assert.Equal(2 * Dashboards, before);
        Assert.Equal(before, world.Main.Annotations.Count);
        Assert.Equal(before, world.Main.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task Another_dashboard_in_the_settings_moves_the_annotation_there()
    {
        await using var world = await RoutesWorld.StartAsync(["Name=ops", "Grafana=main", "Dashboards:0:Uid=payments"]);
        world.Main.AddDashboard(17, "payments");
        world.Main.AddDashboard(18, "search");
        var incident = world.Live(1);
        await world.BecomesAsync(incident);

        await world.Bridge.StopAsync();
        world.Bridge.Set("Routes:0:Dashboards:0:Uid", "search");
        await world.Bridge.StartAgainAsync();
        await world.AnnounceAsync(incident);

        await Eventually.IsTrueAsync(() => world.Main.Annotations is [{ DashboardUid: "search" }], "the annotation is on the other dashboard, alone");
    }

    [Fact]
    public async Task A_lost_database_finds_what_is_on_each_dashboard_again()
    {
        await using var world = await RoutesWorld.StartAsync(
            ["Name=ops", "Grafana=main", "Dashboards:0:Uid=payments", "Dashboards:1:Uid=payments", "Dashboards:1:Panel=4"], ["Name=everything", "Grafana=main"]);
        world.Main.AddDashboard(17, "payments");
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        var before = world.Main.Annotations.Select(annotation => (annotation.Id, annotation.DashboardUid, annotation.PanelId)).ToList();

        await world.Bridge.StopAsync();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(world.Bridge.DatabasePath)!))
        {
            File.Delete(file);
        }

        await world.Bridge.StartAgainAsync();
        await world.BecomesAsync(incident);

        Assert.Equal(3, before.Count);
        Assert.Equal(before, world.Main.Annotations.Select(annotation => (annotation.Id, annotation.DashboardUid, annotation.PanelId)));
    }
}
