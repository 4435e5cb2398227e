using System.Diagnostics;
using System.Text.Json;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary><c>check</c> says whether the bridge would work, and what to do if not, without leaving anything behind.</summary>
public sealed class CheckTests
{
    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All, GrafanaDialect.V9WithNarrowToken];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task All_is_well_exits_with_0_and_leaves_nothing_behind(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Dialect = dialect;

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains("The bridge would work.", output, StringComparison.Ordinal);
        Assert.Contains("The token may write annotations.", output, StringComparison.Ordinal);
        Assert.Contains("private ones too", output, StringComparison.Ordinal);
        Assert.Empty(world.Grafana.Annotations);
        Assert.False(File.Exists(world.DatabasePath));
    }

    [Fact]
    public async Task On_a_terminal_of_eighty_columns_no_line_is_longer()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script to make a terminal with: apt-get install bsdutils");
        await using var world = await World.CreateAsync();
        var binary = BridgeBinary.Find();
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols 80 rows 24; {string.Join(' ', [binary.FileName, .. binary.Arguments, "check"])}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in world.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync(Cancellation)).ReplaceLineEndings("\n").Split('\n');

        Assert.Contains(lines, line => line.Contains("The bridge would work", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(lines, line => line.StartsWith("              ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_works_beside_a_running_bridge()
    {
        await using var world = await World.StartAsync();

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains($"{world.DatabasePath} is there and may be written, schema ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_global_access_is_a_warning_that_names_the_role()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.HasGlobalAccess = false;

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains("warning  incident.io", output, StringComparison.Ordinal);
        Assert.Contains("global_access", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_fails_and_names_the_setting()
    {
        await using var world = await World.CreateAsync(("IncidentIo__ApiKey", "of-somebody-else"));

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains("IncidentIo:ApiKey", output, StringComparison.Ordinal);
        Assert.DoesNotContain("of-somebody-else", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task A_token_that_may_only_read_fails_and_names_the_role_it_needs(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Dialect = dialect;
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains("The token may find annotations.", output, StringComparison.Ordinal);
        Assert.Contains("Give its service account the role Editor, or let every route name dashboards.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_fails_and_names_the_setting()
    {
        await using var world = await World.CreateAsync(("Grafana__main__Token", "wrong"));

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains("Check Grafana:main:Token, or User and Password.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_no_grafana_fails_and_names_the_setting()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Faults.Always(Fault.Html);

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains("check Grafana:main:Url, its sub-path included; for a sign-in set Grafana:main:Headers", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302, "it redirects to sso.example.com/login (HTTP 302)")]
    [InlineData(200, "it answered with a page of HTML (HTTP 200)")]
    [InlineData(401, "HTTP 401, and /api/health, which needs no token, is refused too: something in front wants a sign-in")]
    [InlineData(403, "it answered with a page of HTML (HTTP 403)")]
    public async Task A_sign_in_in_front_is_told_from_a_wrong_token_by_check_resync_and_explain(int status, string words)
    {
        await using var world = await World.StartAsync();
        await world.Bridge.StopAsync(Cancellation);
        world.IncidentIo.Put(world.Live(1));
        world.Grafana.Faults.Always(Fault.Answering(Answer.Html(status, "Sign in").WithHeader("Location", "https://sso.example.com/login?state=hunter2")));

        var (exitCode, output) = await CheckAsync(world);
        var resync = await CommandRun.InAsync(world, "resync", "INC-1");
        var explain = await CommandRun.InAsync(world, "explain", "INC-1");

        Assert.Equal((1, 1, 1), (exitCode, resync.ExitCode, explain.ExitCode));
        Assert.Contains($"Something in front of it answers in its place ({words}).", output, StringComparison.Ordinal);
        Assert.Contains("for a sign-in set Grafana:main:Headers, User and Password, or ClientCertificate", output, StringComparison.Ordinal);
        Assert.All([resync, explain], run => Assert.True(run.Says("something in front of Grafana main answers in its place; check Grafana:main:Url"), run.Everything));
        Assert.All([resync, explain], run => Assert.False(run.Says("Grafana:main:Token") || run.Says("hunter2"), run.Everything));
        Assert.False(output.Contains("Grafana:main:Token", StringComparison.Ordinal) || output.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_routes_name_is_asked_for_and_nothing_is_left_behind(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(
            ("Routes__0__Name", "ops"),
            ("Routes__0__Match__MinimumSeverity", "major"),
            ("Routes__0__Dashboards__0__Uid", "payments"),
            ("Routes__0__Dashboards__1__Uid", "payments"),
            ("Routes__0__Dashboards__1__Panel", "4"));
        world.Grafana.Dialect = dialect;
        world.Grafana.AddDashboard(new SimulatedDashboard(17, "payments") { Panels = ["one", "two", "three", "four"] });

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains("The bridge would work.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("The token may write annotations.", output, StringComparison.Ordinal);
        Assert.Contains("It has every severity that routes name.", output, StringComparison.Ordinal);
        Assert.Contains("It has the dashboard payments (route ops), and the token may write annotations of it.", output, StringComparison.Ordinal);
        Assert.Empty(world.Grafana.Annotations);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task A_severity_and_a_dashboard_that_are_not_there_fail_and_name_the_route(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(
            ("Routes__0__Name", "ops"),
            ("Routes__0__Match__Severity__0", "Major"),
            ("Routes__0__Match__Severity__1", "Majjor"),
            ("Routes__0__Dashboards__0__Uid", "payments"));
        world.Grafana.Dialect = dialect;

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "It has no severity Majjor (route ops): every incident becomes a dead letter. There are: Minor, Major, Critical.", output, StringComparison.Ordinal);
        Assert.Contains("It has no dashboard payments (route ops): incidents of that route become dead letters, until it is there.", output, StringComparison.Ordinal);
        Assert.Contains("2 failed", output, StringComparison.Ordinal);
        Assert.Empty(world.Grafana.Annotations);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task A_token_that_may_only_read_needs_Edit_on_the_dashboard_and_no_role(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(("Routes__0__Name", "ops"), ("Routes__0__Dashboards__0__Uid", "payments"));
        world.Grafana.Dialect = dialect;
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;
        world.Grafana.AddDashboard(17, "payments");

        var refused = await CheckAsync(world);
        world.Grafana.AddDashboard(new SimulatedDashboard(17, "payments") { EditableBy = [world.Grafana.ViewerToken] });
        var taken = await CheckAsync(world);

        Assert.Equal((1, 0), (refused.ExitCode, taken.ExitCode));
        Assert.Contains("annotations of the dashboard payments (route ops). Give its service account Edit on the dashboard. A role is not needed.", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("role Editor", refused.Output, StringComparison.Ordinal);
        Assert.Contains("the token may write annotations of it.", taken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panel_that_is_gone_is_a_warning()
    {
        await using var world = await World.CreateAsync(
            ("Routes__0__Name", "ops"), ("Routes__0__Dashboards__0__Uid", "payments"), ("Routes__0__Dashboards__0__Panel", "4"));
        world.Grafana.AddDashboard(new SimulatedDashboard(17, "payments") { Panels = ["one"] });

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains("The dashboard payments has no panel 4 (route ops): annotations are posted there, and nothing shows them.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_incident_io_does_not_have_are_told_with_what_was_meant()
    {
        await using var world = await World.CreateAsync(
            ("Annotations__TagsFrom__service", "field:Afected service"),
            ("Annotations__StartFrom__0", "Impact strted at"),
            ("Annotations__StartFrom__1", "Reported at"),
            ("Routes__0__Name", "ops"),
            ("Routes__0__Match__Type", "Prodction Outage"),
            ("Routes__1__Name", "web"),
            ("Routes__1__Match__CustomFields__0__Field", "Affected service"),
            ("Routes__1__Match__CustomFields__0__Value", "Serch"),
            ("Routes__1__Match__CustomFields__1__Field", "Team"),
            ("Routes__1__Match__CustomFields__1__Value", "nobody asks the catalog"));
        world.IncidentIo.CustomFields =
        [
            new("Affected service", SimulatedFieldKind.Option) { Options = ["Checkout", "Payments", "Search"] },
            new("Team", SimulatedFieldKind.CatalogEntry),
        ];

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(1, exitCode);
        Assert.Contains("It has no timestamp Impact strted at (Annotations:StartFrom): it is passed over. Did you mean Impact started at?", output, StringComparison.Ordinal);
        Assert.Contains("It has no incident type Prodction Outage (route ops): the route takes no incident. Did you mean Production Outage?", output, StringComparison.Ordinal);
        Assert.Contains("It has no custom field Afected service (Annotations:TagsFrom:service): no annotation gets the tag service. Did you mean Affected service?", output, StringComparison.Ordinal);
        Assert.Contains("Its custom field Affected service has no option Serch (route web): the route takes no incident. Did you mean Search?", output, StringComparison.Ordinal);
        Assert.Contains("2 failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sees_private_incidents_and_who_writes_beside_the_bridge_is_a_warning()
    {
        await using var world = await World.CreateAsync(("Annotations__Private", "full"));
        world.Grafana.AddDashboard(new SimulatedDashboard(17, "wall") { SharesAnnotations = true });
        world.Grafana.AddDashboard(new SimulatedDashboard(18, "lobby") { SharesAnnotations = false });
        world.Grafana.FeatureToggles = ["kubernetesAnnotations"];

        var (exitCode, output) = await CheckAsync(world);

        Assert.Equal(0, exitCode);
        Assert.Contains("The dashboard wall is public and shows annotations, and private incidents are told in full (route default)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("lobby", output, StringComparison.Ordinal);
        Assert.Contains("every Viewer may create, change and delete annotations", output, StringComparison.Ordinal);
        Assert.Contains("The bridge would work; 2 to look at.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_is_one_document_with_a_verdict_and_every_check()
    {
        await using var world = await World.CreateAsync(("Server__Pork", "1"));

        var (exitCode, output) = await CheckAsync(world, "--json");

        var report = JsonDocument.Parse(output).RootElement;
        var check = Assert.Single(report.GetProperty("checks").EnumerateArray());
        Assert.Equal(78, exitCode);
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal("Server:Pork", check.GetProperty("subject").GetString());
        Assert.Equal("failed", check.GetProperty("status").GetString());
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(World world, params IReadOnlyList<string> options)
    {
        await using var check = new BridgeProcess(world.Environment, ["check", .. options]);
        check.Launch();
        var exitCode = await check.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(check.Errors);
        return (exitCode, string.Join('\n', check.Output));
    }
}
