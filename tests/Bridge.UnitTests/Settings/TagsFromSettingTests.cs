namespace Bridge.UnitTests.Settings;

public sealed class TagsFromSettingTests
{
    [Theory]
    [InlineData("tpye", "Did you mean type?")]
    [InlineData("Reference ID", "Did you mean reference?")]
    [InlineData("feild:Affected service", "Did you mean field:NAME?")]
    [InlineData("field Affected service", "Did you mean field:NAME?")]
    [InlineData("Affected service", "Known: field:NAME, type, mode and reference")]
    [InlineData("always feild:Affected service", "Did you mean field:NAME?")]
    [InlineData("eahc field:Affected service", "Did you mean each?")]
    [InlineData("each", "No source comes after each.")]
    [InlineData("always each", "No source comes after each.")]
    [InlineData("type:production", "Did you mean type?")]
    [InlineData("field:", "names no custom field")]
    [InlineData("each field: ", "names no custom field")]
    [InlineData("teams", "such as field:Team")]
    [InlineData("each team", "such as field:Team")]
    [InlineData("severity", "is not a source of tags.")]
    public void A_source_that_is_none_is_a_fault_that_says_what_was_meant(string source, string problem)
    {
        var fault = Assert.Single(TestSettings.Faults(("Annotations:TagsFrom:service", source)));

        Assert.Equal("Annotations:TagsFrom:service", fault.Setting);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Affected service", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("Severity")]
    [InlineData("x-incident")]
    [InlineData("incident")]
    [InlineData("incident-io")]
    [InlineData("route")]
    [InlineData("dashboard")]
    [InlineData("panel")]
    [InlineData("event")]
    public void A_key_of_the_bridges_own_is_a_fault(string key)
    {
        var fault = Assert.Single(TestSettings.Faults(($"Annotations:TagsFrom:{key}", "type")));

        Assert.Equal(($"Annotations:TagsFrom:{key}", "uses a key that the bridge sets itself."), (fault.Setting, fault.Problem));
    }

    [Fact]
    public void The_key_of_the_reference_takes_the_reference_alone()
    {
        Assert.Equal("ref", Assert.Single(TestSettings.Read(("Annotations:TagsFrom:Ref", "reference")).Annotations.TagsFrom).Key);
        Assert.Contains("set it to reference", Assert.Single(TestSettings.Faults(("Annotations:TagsFrom:ref", "field:Ticket"))).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my service")]
    [InlineData("a,b")]
    [InlineData("dienst-é")]
    [InlineData("an-unbelievably-long-key-that-nobody-types")]
    public void A_key_that_no_tag_should_have_is_a_fault(string key) =>
        Assert.Equal($"Annotations:TagsFrom:{key}", Assert.Single(TestSettings.Faults(($"Annotations:TagsFrom:{key}", "type"))).Setting);

    [Fact]
    public void A_key_is_among_the_tags_of_the_settings_or_among_these()
    {
        Assert.Equal(
            ["Annotations:TagsFrom:Team"],
            TestSettings.Faults(("Annotations:Tags:0", "team:web"), ("Annotations:TagsFrom:Team", "field:Team")).Select(fault => fault.Setting));
        Assert.Equal(
            ["Routes:0:TagsFrom:team"],
            TestSettings.Faults(("Annotations:Tags:0", "team:web"), ("Routes:0:Name", "ops"), ("Routes:0:TagsFrom:team", "field:Team")).Select(fault => fault.Setting));
        Assert.Equal(
            ["Routes:0:Tags"],
            TestSettings.Faults(("Routes:0:Tags:0", "team:web"), ("Routes:0:Name", "ops"), ("Annotations:TagsFrom:team", "field:Team")).Select(fault => fault.Setting));
    }

    [Fact]
    public void It_is_a_section_with_keys_of_ones_own()
    {
        Assert.Equal("Annotations:TagsFrom", Assert.Single(TestSettings.Faults(("Annotations:TagsFrom", "type"))).Setting);
        Assert.Equal("Annotations:TagsFrom:service", Assert.Single(TestSettings.Faults(("Annotations:TagsFrom:service:0", "type"))).Setting);
    }
}
