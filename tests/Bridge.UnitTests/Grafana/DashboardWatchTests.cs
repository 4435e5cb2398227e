using System.Text.Json;
using Bridge.Grafana;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Testing;

namespace Bridge.UnitTests.Grafana;

/// <summary>A panel that is gone is told once, and one of which nothing is known is none that is gone.</summary>
public sealed class DashboardWatchTests
{
    private static readonly DashboardPanel Panel = DashboardPanel.Parse("payments/4");

    private readonly FakeLogCollector _logs = new();

    [Theory]
    [InlineData("""[{"id":4}]""", true)]
    [InlineData("""[{"id":1},{"type":"row","panels":[{"id":4}]}]""", true)]
    [InlineData("""[{"id":1},null,7,{"id":"4"},{"panels":[{"id":5}]}]""", false)]
    [InlineData("[]", false)]
    [InlineData("{}", true)]
    [InlineData(null, true)]
    public void A_panel_is_gone_if_the_dashboard_surely_does_not_have_it(string? panels, bool mayBeThere) =>
        Assert.Equal(mayBeThere, Dashboard(panels).MayHavePanel(4));

    [Fact]
    public void It_is_told_once_and_again_after_it_was_back()
    {
        var watch = new DashboardWatch("main", new FakeLogger<DashboardWatch>(_logs));

        watch.IsThere(Panel, Dashboard("[]"));
        watch.IsThere(Panel, Dashboard("[]"));
        watch.IsThere(DashboardPanel.Parse("payments"), Dashboard("[]"));
        Assert.Equal(
            "Grafana main: the dashboard payments has no panel 4. The bridge annotates it, and nothing shows that. Check Routes:…:Dashboards.",
            Assert.Single(_logs.GetSnapshot()).Message);
        watch.IsThere(Panel, Dashboard("""[{"id":4}]"""));
        watch.IsThere(Panel, Dashboard("[]"));

        Assert.Equal(2, _logs.Count);
    }

    [Fact]
    public void A_dashboard_that_is_missing_is_so_until_it_is_there()
    {
        var watch = new DashboardWatch("main", new FakeLogger<DashboardWatch>(_logs));

        watch.IsMissing("payments");
        watch.IsMissing("search");
        watch.IsThere(Panel, Dashboard("""[{"id":4}]"""));

        Assert.Equal(["search"], watch.Missing);
    }

    private static DashboardJson Dashboard(string? panels) =>
        new(1, "payments") { Panels = panels is null ? null : JsonDocument.Parse(panels).RootElement };
}
