using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests;

/// <summary>Annotations of a dashboard, on an old Grafana and on new ones: on that dashboard, and never on all.</summary>
public sealed class DashboardRouteTests
{
    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All, GrafanaDialect.V9WithNarrowToken];

    private static readonly (string, string)[] OnPayments =
    [
        ("Routes__0__Name", "ops"),
        ("Routes__0__Dashboards__0__Uid", "payments"),
        ("Routes__0__Dashboards__1__Uid", "payments"),
        ("Routes__0__Dashboards__1__Panel", "4"),
    ];

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task An_incident_is_annotated_on_the_dashboard_and_on_the_panel_and_nowhere_else(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(OnPayments);
        world.Grafana.Dialect = dialect;
        world.Grafana.AddDashboard(17, "payments");
        world.Grafana.AddDashboard(18, "search");
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        var incident = world.Live(1);

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("two annotations", () => world.AnnotationsOf(incident).Count == 2);
        var open = world.AnnotationsOf(incident);
        await world.AnnounceAsync(incident.Resolved(world.Now.AddMinutes(9)));
        await World.EventuallyAsync("both ended", () => world.AnnotationsOf(incident) is [var one, var other]
            && one.End == world.Now.AddMinutes(9) && other.End == world.Now.AddMinutes(9));

        Assert.Equal([("payments", 0L), ("payments", 4L)], open.Select(annotation => (annotation.DashboardUid, annotation.PanelId)));
        Assert.Equal([0L, 4L], world.Grafana.Annotations.Select(annotation => annotation.PanelId).Order());
        Assert.All(world.Grafana.Annotations, annotation => Assert.Equal("payments", annotation.DashboardUid));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Without_the_dashboard_nothing_is_posted_until_it_is_there(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(OnPayments);
        world.Grafana.Dialect = dialect;
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        var incident = world.Live(1);

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("a dead letter", () => DeadLettersAsync(world, 1));

        Assert.DoesNotContain(world.Grafana.Requests, request => request.Method == "POST");
        Assert.Empty(world.Grafana.Annotations);
        var entry = Assert.Single(world.Bridge.Log, entry => entry.EventId == 5002);
        Assert.Contains("settings (Create in Grafana main: it has no dashboard payments)", entry.Message, StringComparison.Ordinal);

        world.Grafana.AddDashboard(17, "payments");
        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("no dead letter", () => DeadLettersAsync(world, 0));

        Assert.Equal(["payments", "payments"], world.Grafana.Annotations.Select(annotation => annotation.DashboardUid));
    }

    private static async Task<bool> DeadLettersAsync(World world, int count) =>
        (await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken))["""incidentbridge_dead_letters{grafana="main",reason="settings"}"""] == count;
}
