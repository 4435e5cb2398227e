using Bridge.Annotations;
using Bridge.Kinds.Escalations;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

public sealed class EscalationOptionsTests
{
    [Fact]
    public void Nothing_is_shown_unless_it_is_asked_for()
    {
        var options = Read();

        Assert.Equal((ShownEscalations.None, EscalationUntil.Acknowledged, AnnotationShape.Region, false), (options.Show, options.Until, options.Shape, options.IsOn));
        Assert.Empty(options.Priorities);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Read(
            ("Escalations:Show", "shown"),
            ("Escalations:Until", "Done"),
            ("Escalations:Shape", "points"),
            ("Escalations:Priorities:0", "P1"),
            ("Escalations:Priorities:1", " P2 "));

        Assert.Equal((ShownEscalations.Shown, EscalationUntil.Done, AnnotationShape.Points, true), (options.Show, options.Until, options.Shape, options.IsOn));
        Assert.Equal(["P1", "P2"], options.Priorities);
    }

    [Theory]
    [InlineData("Escalations:Show", "true", "is not one of none, shown, all.")]
    [InlineData("Escalations:Until", "acked", "is not one of acknowledged, done.")]
    [InlineData("Escalations:Shape", "line", "is not one of region, points.")]
    [InlineData("Escalations:Priorities", "P1", "is a list; set Escalations:Priorities:0 and so on.")]
    public void A_value_that_is_none_is_a_fault(string setting, string value, string problem)
    {
        var fault = Assert.Single(TestSettings.Faults((setting, value)));

        Assert.Equal((setting, problem), (fault.Setting, fault.Problem));
    }

    [Fact]
    public void Unknown_key_is_a_fault_that_names_the_known_ones()
    {
        var fault = Assert.Single(TestSettings.Faults(("Escalations:Paths:0", "Platform")));

        Assert.Equal("Escalations:Paths", fault.Setting);
        Assert.Contains("Known here: Priorities, Shape, Show, Until.", fault.Problem, StringComparison.Ordinal);
    }

    /// <summary>Webhooks tell of them: whoever turns lists off loses what a lost webhook loses.</summary>
    [Fact]
    public void They_are_listed_but_need_no_list()
    {
        Assert.Equal([SubjectKind.Escalation], TestSettings.Read(("Escalations:Show", "all")).PolledKinds());
        Assert.True(TestSettings.Read(("Escalations:Show", "all"), ("IncidentIo:ResyncInterval", "00:00:00")).Kinds.Single(kind => kind.Kind == SubjectKind.Escalation).IsOn);
    }

    [Fact]
    public void The_id_is_where_each_event_has_it_and_its_name_says_who_may_see_it() => Assert.Equal(
        [
            "public_escalation.escalation_created_v1 id Public",
            "public_escalation.escalation_status_updated_v1 escalation.id Public",
            "private_escalation.escalation_created_v1 id Private",
            "private_escalation.escalation_status_updated_v1 id Private",
        ],
        Read().Events.Select(known => $"{known.Type} {string.Join('.', known.IdPath)} {known.Visibility}"));

    private static EscalationOptions Read(params (string Key, string? Value)[] settings) => TestSettings.Read(settings).Kinds.OfType<EscalationOptions>().Single();
}
