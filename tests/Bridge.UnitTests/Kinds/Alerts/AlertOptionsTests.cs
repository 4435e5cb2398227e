using Bridge.Kinds.Alerts;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertOptionsTests
{
    [Fact]
    public void Nothing_is_shown_unless_it_is_asked_for()
    {
        var options = Read();

        Assert.Equal(
            (ShownAlerts.None, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), 500), (options.Show, options.MinDuration, options.Merge, options.MaxPerDay));
        Assert.Equal((false, false), (options.IsOn, options.IsPolled));
        Assert.Empty(options.Events);
    }

    [Fact]
    public void Those_of_incidents_need_no_webhooks_and_no_list()
    {
        var options = Read(("Alerts:Show", "attached"));

        Assert.Equal((true, false), (options.IsOn, options.IsPolled));
        Assert.Empty(options.Events);
    }

    [Fact]
    public void Those_that_match_are_told_of_by_webhooks_and_listed()
    {
        var options = Read(("Alerts:Show", "matching"));

        Assert.True(options.IsPolled);
        Assert.Equal(
            [
                "private_alert.alert_created_v1 Private", "private_alert.alert_resolved_v1 Private",
                "public_alert.alert_created_v1 Public", "public_alert.alert_resolved_v1 Public",
            ],
            options.Events.Select(one => $"{one.Type} {one.Visibility}").Order());
        Assert.All(options.Events, one => Assert.Equal((SubjectKind.Alert, "id"), (one.Kind, Assert.Single(one.IdPath))));
    }

    [Fact]
    public void Webhooks_are_enough_where_nothing_is_listed() =>
        Assert.True(Read(("Alerts:Show", "matching"), ("IncidentIo:ResyncInterval", "00:00:00")).IsOn);

    [Fact]
    public void Filters_are_lists_or_single_values()
    {
        var options = Read(
            ("Alerts:Show", "matching"),
            ("Alerts:Sources:0", "Prometheus"),
            ("Alerts:Sources:1", "01SOURCE"),
            ("Alerts:Priorities", "P1"),
            ("Alerts:Attributes:0:Name", "Team"),
            ("Alerts:Attributes:0:Value:0", "Core"),
            ("Alerts:Attributes:0:Value:1", "Payments"),
            ("Alerts:Attributes:1:Name", "Service"),
            ("Alerts:Attributes:1:Value", "checkout"),
            ("Alerts:MinDuration", "00:00:00"),
            ("Alerts:Merge", "00:00:00"),
            ("Alerts:MaxPerDay", "1"));

        Assert.Equal(["Prometheus", "01SOURCE"], options.Sources);
        Assert.Equal(["P1"], options.Priorities);
        Assert.Equal(["Service: checkout", "Team: Core Payments"], options.Attributes.Select(one => $"{one.Name}: {string.Join(' ', one.Values)}").Order());
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, 1), (options.MinDuration, options.Merge, options.MaxPerDay));
    }

    [Theory]
    [InlineData("Alerts:Show", "all", "Alerts:Show")]
    [InlineData("Alerts:MinDuration", "1.00:00:01", "Alerts:MinDuration")]
    [InlineData("Alerts:MinDuration", "2", "Alerts:MinDuration")]
    [InlineData("Alerts:Merge", "01:00:01", "Alerts:Merge")]
    [InlineData("Alerts:MaxPerDay", "0", "Alerts:MaxPerDay")]
    [InlineData("Alerts:MaxPerDay", "100001", "Alerts:MaxPerDay")]
    [InlineData("Alerts:Attributes", "Core", "Alerts:Attributes")]
    [InlineData("Alerts:Attributes:0:Name", "Team", "Alerts:Attributes:0:Value")]
    [InlineData("Alerts:Attributes:0:Value", "Core", "Alerts:Attributes:0:Name")]
    [InlineData("Alerts:Attributes:0:Values", "Core", "Alerts:Attributes:0:Values")]
    [InlineData("Alerts:Source:0", "Prometheus", "Alerts:Source")]
    [InlineData("Alerts:Sources:first", "Prometheus", "Alerts:Sources:first")]
    public void A_value_that_cannot_be_used_is_a_fault(string key, string value, string fault) =>
        Assert.Contains(fault, TestSettings.Faults(("Alerts:MaxPerDay", "9"), (key, value)).Select(one => one.Setting));

    [Theory]
    [InlineData("Alerts:Sources:0", "Alerts:Sources")]
    [InlineData("Alerts:Priorities:0", "Alerts:Priorities")]
    public void A_filter_is_a_fault_where_every_alert_of_an_incident_is_shown(string key, string fault)
    {
        Assert.Equal(fault, Assert.Single(TestSettings.Faults(("Alerts:Show", "attached"), (key, "x"))).Setting);
        Assert.False(Read((key, "x")).IsOn);
    }

    private static AlertOptions Read(params (string Key, string? Value)[] changes) => TestSettings.Read(changes).Kinds.OfType<AlertOptions>().Single();
}
