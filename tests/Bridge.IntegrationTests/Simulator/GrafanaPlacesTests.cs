using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>Organizations and dashboards of the stand-in: who sees and changes what is there.</summary>
public sealed class GrafanaPlacesTests
{
    public static readonly TheoryData<GrafanaDialect> Dialects = [.. GrafanaDialect.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_token_reaches_the_annotations_and_dashboards_of_its_organization_alone(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.AddOrganization(2, "Another");
        client.Grafana.AddToken("of-2", GrafanaRole.Editor, "other-bridge", 2);
        client.Grafana.AddDashboard("payments");
        var first = await client.PostAsync("shared");

        var (_, organization) = await client.SendAsync("GET", "/api/org", token: "of-2");
        var (_, second) = await client.SendAsync("POST", "/api/annotations", client.Point("shared"), "of-2");
        var (status, _) = await client.SendAsync("PUT", $"/api/annotations/{first}", client.Point("theirs"), "of-2");
        var (dashboard, _) = await client.SendAsync("GET", "/api/dashboards/uid/payments", token: "of-2");
        await client.SendAsync("DELETE", "/api/annotations/0", token: "of-2");

        Assert.Equal((2, "Another"), ((long)organization!["id"]!, (string)organization["name"]!));
        Assert.NotEqual(first, (long)second!["id"]!);
        Assert.Equal(dialect == GrafanaDialect.V7 ? 500 : 404, status);
        Assert.Equal(404, dashboard);
        Assert.Equal([first], await client.ListAsync("tags=shared"));
        Assert.Equal((first, 1L), (client.Grafana.Annotations.Single().Id, client.Grafana.Annotations.Single().OrganizationId));
        Assert.Equal(1, client.Grafana.OrganizationWipes);
        Assert.Empty(client.Grafana.OthersTouched);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_dashboard_that_goes_takes_its_annotations_along(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.AddDashboard("payments");
        client.Grafana.PostAs("admin", "x", client.Noon, client.Noon, [], "payments");
        var elsewhere = await client.PostAsync("x");

        client.Grafana.RemoveDashboard("payments");

        Assert.Equal(elsewhere, Assert.Single(client.Grafana.Annotations).Id);
        Assert.Equal(404, (await client.SendAsync("GET", "/api/dashboards/uid/payments")).Status);
    }

    [Theory]
    [InlineData("7.5.5", 1L, 2L)]
    [InlineData("9.4.0-pre", 1L, 2L)]
    [InlineData("12.4.3", 1_540_972_897_808_384L, 1_540_972_906_196_992L)]
    public async Task Dashboards_have_numbers_of_the_kind_of_their_version(string version, long first, long second)
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.All.Single(dialect => dialect.Version == version));

        Assert.Equal((first, second), (client.Grafana.AddDashboard("a").Id, client.Grafana.AddDashboard("b").Id));
        Assert.Equal(second, (long)(await client.SendAsync("GET", "/api/dashboards/uid/b")).Body!["dashboard"]!["id"]!);
    }

    [Fact]
    public async Task Edit_on_one_dashboard_is_enough_there_and_nowhere_else()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V12);
        var grafana = client.Grafana;
        grafana.AddDashboard(grafana.AddDashboard("payments") with { EditableBy = [grafana.NoRoleToken] });
        grafana.AddDashboard("search");
        await client.PostAsync("x");

        Assert.Equal((200, null), await CreateAsync("x", "payments"));
        Assert.Equal((400, "Failed to save annotation"), await CreateAsync("", "payments"));
        Assert.Equal((403, "Access denied to save the annotation"), await CreateAsync("", "search"));
        Assert.Equal((403, "Access denied to save the annotation"), await CreateAsync("", null));
        Assert.Equal([2L], await client.ListAsync("tags=x", grafana.NoRoleToken));
        var (_, dashboard) = await client.SendAsync("GET", "/api/dashboards/uid/payments", token: grafana.NoRoleToken);
        var permissions = dashboard!["meta"]!["annotationsPermissions"]!;
        Assert.Equal((true, false), ((bool)permissions["dashboard"]!["canAdd"]!, (bool)permissions["organization"]!["canAdd"]!));

        async Task<(int, string?)> CreateAsync(string text, string? dashboard)
        {
            var body = client.Point("x");
            (body["text"], body["dashboardUID"]) = (text, dashboard);
            var (status, answer) = await client.SendAsync("POST", "/api/annotations", body, grafana.NoRoleToken);
            return (status, status == 200 ? null : (string?)answer!["message"]);
        }
    }
}
