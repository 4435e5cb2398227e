using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationOptionsTests
{
    [Fact]
    public void Without_settings_the_defaults_stand()
    {
        var (options, faults) = Read([]);

        Assert.Empty(faults);
        Assert.Equal(AnnotationShape.Region, options.Shape);
        Assert.Equal(PrivateMode.Redact, options.Private);
        Assert.False(options.IncludeTriage);
        Assert.Equal([IncidentMode.Standard, IncidentMode.Retrospective], options.Modes);
        Assert.Equal(["Impact started at", "Reported at", "Accepted at"], options.StartFrom);
        Assert.Equal(["Resolved at", "Fixed at", "Closed at"], options.EndFrom);
        Assert.Empty(options.Tags);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var (options, faults) = Read(new()
        {
            ["Shape"] = "points",
            ["Private"] = "omit",
            ["IncludeTriage"] = "true",
            ["Modes:0"] = "test",
            ["StartFrom:0"] = "Detected",
            ["EndFrom:0"] = "Mitigated",
            ["Tags:0"] = "team:payments",
        });

        Assert.Empty(faults);
        Assert.Equal((AnnotationShape.Points, PrivateMode.Omit, true), (options.Shape, options.Private, options.IncludeTriage));
        Assert.Equal([IncidentMode.Test], options.Modes);
        Assert.Equal(["Detected"], options.StartFrom);
        Assert.Equal(["Mitigated"], options.EndFrom);
        Assert.Equal(["team:payments"], options.Tags);
    }

    [Fact]
    public void An_unusable_tag_is_a_fault_of_its_own_entry()
    {
        var (_, faults) = Read(new() { ["Tags:0"] = "team:payments", ["Tags:1"] = "incident-io:acme" });

        Assert.Equal("Annotations:Tags:1", Assert.Single(faults).Setting);
    }

    [Fact]
    public void Two_tags_with_one_key_are_a_fault()
    {
        var (_, faults) = Read(new() { ["Tags:0"] = "team:payments", ["Tags:1"] = "Team : search", ["Tags:2"] = "zone:a" });

        Assert.Equal("Annotations:Tags:1", Assert.Single(faults).Setting);
    }

    [Theory]
    [InlineData(143, 0)]
    [InlineData(144, 1)]
    public void Tags_that_are_too_long_together_are_a_fault(int length, int faults)
    {
        var half = length / 2;

        var read = Read(new() { ["Tags:0"] = "a" + new string('x', half - 1), ["Tags:1"] = "b" + new string('x', length - half - 2) });

        Assert.Equal(faults, read.Faults.Count);
    }

    [Fact]
    public void Every_fault_is_found_at_once()
    {
        var (_, faults) = Read(new() { ["Shape"] = "circle", ["Private"] = "no", ["IncludeTriage"] = "maybe", ["Colour"] = "red" });

        Assert.Equal(
            ["Annotations:Colour", "Annotations:IncludeTriage", "Annotations:Private", "Annotations:Shape"],
            faults.Select(fault => fault.Setting).Order(StringComparer.Ordinal));
    }

    private static (AnnotationOptions Options, List<SettingFault> Faults) Read(Dictionary<string, string?> settings)
    {
        var faults = new List<SettingFault>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return (AnnotationOptions.Read(new SettingsSection(configuration, AnnotationOptions.SectionName, faults)), faults);
    }
}
