using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>The limits of tags, to the character.</summary>
public sealed class AnnotationTagsLimitTests
{
    /// <summary>What the list may take as JSON; Grafana's own limit is 500.</summary>
    private const int MaxListLength = 480;

    [Fact]
    public void A_list_is_filled_to_its_limit_and_no_further()
    {
        string[] filling = [new('a', 100), new('b', 100), new('c', 80)];
        var room = MaxListLength - AnnotationTags.JsonLength(For(AnIncident.Live(), filling)) - "\"\",".Length;
        Assert.InRange(room, 1, 99);

        var fits = For(AnIncident.Live(), [.. filling, new string('z', room)]);
        var tooLong = For(AnIncident.Live(), [.. filling, new string('z', room + 1)]);

        Assert.Equal((MaxListLength, new string('z', room)), (AnnotationTags.JsonLength(fits), fits[^3]));
        Assert.Equal(fits.Where(tag => tag[0] != 'z'), tooLong);
    }

    [Fact]
    public void What_does_not_fit_leaves_room_for_what_does()
    {
        string[] filling = [new('a', 100), new('b', 100), new('c', 80)];

        var tags = For(AnIncident.Live(), [.. filling, new string('y', 100), "z"]);

        Assert.Equal("z", tags[^3]);
    }

    [Theory]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void A_value_is_cut_after_a_hundred_characters(int length, int kept)
    {
        var tags = For(AnIncident.Live() with { Severity = new IncidentSeverity(new string('x', length), 1) }, []);

        Assert.Contains("severity:" + new string('x', kept), tags);
    }

    [Fact]
    public void A_tag_that_is_too_long_is_told_the_limit() =>
        Assert.Equal("is longer than 100 characters.", AnnotationTags.Problem(new string('x', 101)));

    private static IReadOnlyList<string> For(Incident incident, IReadOnlyList<string> extra) =>
        AnnotationTags.For(incident, AnnotationPart.Region, AnnotationStatus.Open, new AnnotationRoute("r", ["main"]), extra);
}
