using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests;

/// <summary>Nothing is posted to an organization or a Grafana that is not the one from before as if it were.</summary>
public sealed class WhoseGrafanaTests
{
    private const long Strangers = 2;
    private const string StrangersToken = "of-strangers";
    private const string UpMetric = """incidentbridge_grafana_up{grafana="main"}""";

    public static TheoryData<GrafanaDialect> Dialects => [.. GrafanaDialect.All];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_token_of_another_organization_posts_nothing_there_until_the_settings_name_it(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Dialect = dialect;
        world.Grafana.AddOrganization(Strangers, "Strangers");
        world.Grafana.AddToken(StrangersToken, GrafanaRole.Editor, "bridge-of-strangers", Strangers);
        await world.Bridge.StartAsync(Cancellation);
        var known = world.Live(1);
        await world.AnnounceAsync(known);
        await world.AnnotationAsync(known, _ => true);
        await world.IdleAsync();
        await world.Bridge.StopAsync(Cancellation);
        world.Environment["Grafana__main__Token"] = StrangersToken;

        await world.Bridge.StartAsync(Cancellation);
        var secret = world.Live(2, "Payroll of the board leaks");
        await world.AnnounceAsync(secret);
        await world.AnnounceAsync(known.Resolved(world.Now.AddMinutes(1)));
        await World.EventuallyAsync("it is told", () => world.Bridge.Log.Any(entry => entry.EventId == 4021));
        await World.EventuallyAsync("it counts as down", async () => (await world.Bridge.ReadMetricsAsync(Cancellation)).GetValueOrDefault(UpMetric, 1) == 0);
        var explained = await CommandRun.InAsync(world, "explain", "INC-2");
        var check = await CommandRun.InAsync(world, "check");
        var backfill = await CommandRun.InAsync(world, "resync", "INC-2");

        Assert.All(world.Grafana.Annotations, annotation => Assert.Equal(SimulatedGrafana.MainOrganization, annotation.OrganizationId));
        Assert.Contains("status:open", Assert.Single(world.AnnotationsOf(known)).Tags);
        Assert.True(explained.Says("everything for this Grafana is held: its token belongs to organization 2, and the bridge has posted to organization 1"), explained.Everything);
        Assert.Equal(1, check.ExitCode);
        Assert.True(check.Says("The bridge would hold everything: its token belongs to organization 2"), check.Everything);
        Assert.Equal(1, backfill.ExitCode);
        Assert.Single(world.Bridge.Log, entry => entry.EventId == 4021);
        Assert.Equal("error", world.Bridge.Log.Single(entry => entry.EventId == 4021).Level);
        await world.Bridge.StopAsync(Cancellation);

        world.Environment["Grafana__main__OrgId"] = "2";
        await world.Bridge.StartAsync(Cancellation);

        await World.EventuallyAsync("both are there", () => world.Grafana.Annotations.Count(annotation => annotation.OrganizationId == Strangers) == 2);
        Assert.Equal(1, (await world.Bridge.ReadMetricsAsync(Cancellation))[UpMetric]);
        Assert.Empty(world.Grafana.OthersTouched);
    }

    [Fact]
    public async Task With_the_right_token_again_what_was_held_goes()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddOrganization(Strangers, "Strangers");
        world.Grafana.AddToken(StrangersToken, GrafanaRole.Editor, "bridge-of-strangers", Strangers);
        await world.Bridge.StartAsync(Cancellation);
        await world.AnnounceAsync(world.Live(1));
        await world.AnnotationAsync(world.Live(1), _ => true);
        await world.Bridge.StopAsync(Cancellation);
        var token = world.Environment["Grafana__main__Token"];
        world.Environment["Grafana__main__Token"] = StrangersToken;
        await world.Bridge.StartAsync(Cancellation);
        var held = world.Live(2);
        await world.AnnounceAsync(held);
        await World.EventuallyAsync("it is told", () => world.Bridge.Log.Any(entry => entry.EventId == 4021));
        await world.Bridge.StopAsync(Cancellation);

        world.Environment["Grafana__main__Token"] = token;
        await world.Bridge.StartAsync(Cancellation);

        await world.AnnotationAsync(held, _ => true);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task At_another_address_numbers_mean_nothing_and_what_is_open_is_shown_there_too(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        var open = world.Live(1);
        await world.AnnounceAsync(open);
        var here = await world.AnnotationAsync(open, _ => true);
        await world.IdleAsync();
        await world.Bridge.StopAsync(Cancellation);
        var other = await world.AddGrafanaAsync("main");
        other.Dialect = dialect;
        other.ContinueIdsAfter(here.Id - 1);
        var theirs = other.PostAs("somebody", "Deployed 1.2.3", world.Now, world.Now, ["deploy"]);
        Assert.Equal(here.Id, theirs.Id);

        await world.Bridge.StartAsync(Cancellation);
        await World.EventuallyAsync("it is shown there", () => World.AnnotationsOf(open, other).Count == 1);
        await world.AnnounceAsync(open.Resolved(world.Now.AddMinutes(1)));
        await World.EventuallyAsync("and resolved", () => World.AnnotationsOf(open, other).Any(annotation => annotation.Tags.Contains("status:resolved")));

        Assert.Empty(other.OthersTouched);
        Assert.Equal("Deployed 1.2.3", other.WithTags("deploy").Single().Text);
        Assert.Single(world.Bridge.Log, entry => entry.EventId == 4024);
        Assert.Contains("status:open", Assert.Single(world.AnnotationsOf(open)).Tags);
    }

    [Fact]
    public async Task A_token_without_a_role_that_may_edit_the_one_dashboard_is_enough_and_what_is_not_checked_is_said()
    {
        await using var world = await World.CreateAsync(("Routes__0__Name", "ops"), ("Routes__0__Dashboards__0__Uid", "payments"));
        world.Grafana.Dialect = GrafanaDialect.V12;
        world.Grafana.AddToken("without-role", GrafanaRole.None, "bridge-without-role");
        world.Grafana.AddDashboard(new SimulatedDashboard(17, "payments") { EditableBy = ["without-role"] });
        world.Environment["Grafana__main__Token"] = "without-role";
        await world.Bridge.StartAsync(Cancellation);
        var incident = world.Live(1);

        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        var check = await CommandRun.InAsync(world, "check");

        Assert.Equal("payments", annotation.DashboardUid);
        Assert.Single(world.Bridge.Log, entry => entry.EventId == 4023);
        Assert.Equal(0, check.ExitCode);
        Assert.True(check.Says("may not ask which organization it belongs to"), check.Everything);
        Assert.True(check.Says("It has the dashboard payments (route ops), and the token may write annotations of it."), check.Everything);
        Assert.False(check.Says("role Editor"), check.Everything);
    }
}
