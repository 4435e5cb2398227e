using Bridge.Kinds.Maintenance;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Maintenance;

public sealed class MaintenanceOptionsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("none", false)]
    [InlineData("All", true)]
    public void They_are_shown_if_settings_ask_for_it(string? show, bool isOn)
    {
        var settings = TestSettings.Read(("MaintenanceWindows:Show", show));

        Assert.Equal(isOn, Assert.Single(settings.Kinds.OfType<MaintenanceOptions>()).IsOn);
        Assert.Equal(isOn ? [SubjectKind.Maintenance] : [], settings.PolledKinds());
    }

    [Theory]
    [InlineData("MaintenanceWindows:Show", "some", "MaintenanceWindows:Show")]
    [InlineData("MaintenanceWindows:Shown", "all", "MaintenanceWindows:Shown")]
    [InlineData("MaintenanceWindow:Show", "all", "MaintenanceWindow")]
    public void What_is_no_setting_is_a_fault(string key, string value, string named) =>
        Assert.StartsWith(named, Assert.Single(TestSettings.Faults((key, value))).Setting, StringComparison.Ordinal);

    [Theory]
    [InlineData("all", 1)]
    [InlineData("none", 0)]
    public void Without_lists_nothing_is_ever_found(string show, int faults)
    {
        (string, string?)[] settings = [("MaintenanceWindows:Show", show), ("IncidentIo:ResyncInterval", "00:00:00")];

        if (faults == 0)
        {
            TestSettings.Read(settings);
            return;
        }

        var fault = Assert.Single(TestSettings.Faults(settings));
        Assert.Equal("MaintenanceWindows:Show", fault.Setting);
        Assert.Contains("IncidentIo:ResyncInterval", fault.Problem, StringComparison.Ordinal);
    }
}
