using Bridge.Kinds;
using Bridge.Kinds.Alerts;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertFilterTests
{
    private static readonly AlertOrigin Prometheus = new("Prometheus", Visibility.Public);
    private static readonly AlertOptions Any = new() { Show = ShownAlerts.Matching };

    [Theory]
    [InlineData("prometheus", true)]
    [InlineData(AnAlert.Source, true)]
    [InlineData("01source1", false)]
    [InlineData("Datadog", false)]
    public void A_source_is_named_or_given_by_its_id(string source, bool matches) => AssertMatches(matches, Any with { Sources = ["Sentry", source] });

    [Fact]
    public void Of_a_source_that_is_not_known_only_the_id_matches()
    {
        Assert.NotNull(WhyNot(Any with { Sources = ["Prometheus"] }, AlertOrigin.Unknown));
        Assert.Null(WhyNot(Any with { Sources = [AnAlert.Source] }, AlertOrigin.Unknown));
    }

    [Theory]
    [InlineData("p1", true)]
    [InlineData("P2", false)]
    public void One_of_the_priorities_has_to_be_its_own(string priority, bool matches) => AssertMatches(matches, Any with { Priorities = ["P0", priority] });

    [Fact]
    public void Without_a_priority_it_meets_none() =>
        Assert.NotNull(AlertFilter.WhyNot(AnAlert.Firing() with { Attributes = [] }, Prometheus, Any with { Priorities = ["P1"] }, AnAlert.At.AddHours(1)));

    [Theory]
    [InlineData("team", "CORE", true)]
    [InlineData("Team", "Payments", true)]
    [InlineData("Team", "Search", false)]
    [InlineData("Service", "Core", false)]
    public void Each_of_the_attributes_has_to_have_one_of_its_values(string name, string value, bool matches) => AssertMatches(
        matches, Any with { Attributes = [new AlertAttribute("Priority", ["P1", "P2"]), new AlertAttribute(name, ["Billing", value])] });

    [Theory]
    [InlineData(119, false)]
    [InlineData(120, true)]
    public void One_that_was_resolved_sooner_is_never_shown(int seconds, bool matches)
    {
        var alert = AnAlert.Resolved(1, 0, seconds / 60.0);

        Assert.Equal(matches, AlertFilter.WhyNot(alert, Prometheus, Any, AnAlert.At.AddHours(1)) is null);
        Assert.Null(AlertFilter.ReadAgainAt(alert, Any, AnAlert.At));
    }

    [Theory]
    [InlineData(119, false)]
    [InlineData(120, true)]
    public void One_that_fires_is_shown_once_it_is_so_old(int seconds, bool matches)
    {
        var now = AnAlert.At.AddSeconds(seconds);

        Assert.Equal(matches, AlertFilter.WhyNot(AnAlert.Firing(), Prometheus, Any, now) is null);
        Assert.Equal(matches ? null : AnAlert.At.AddMinutes(2), AlertFilter.ReadAgainAt(AnAlert.Firing(), Any, now));
    }

    [Fact]
    public void No_reason_has_its_words()
    {
        AlertOptions[] unmet =
        [
            Any with { Sources = ["x"] }, Any with { Priorities = ["x"] }, Any with { Attributes = [new AlertAttribute("Team", ["x"])] }, Any with { MinDuration = TimeSpan.FromDays(1) },
        ];

        Assert.All(unmet, options => Assert.DoesNotMatch("Prometheus|P1|Payments|Disk", WhyNot(options, Prometheus)));
    }

    private static void AssertMatches(bool matches, AlertOptions options) => Assert.Equal(matches, WhyNot(options, Prometheus) is null);

    private static string? WhyNot(AlertOptions options, AlertOrigin origin) => AlertFilter.WhyNot(AnAlert.Firing(), origin, options, AnAlert.At.AddHours(1));
}
