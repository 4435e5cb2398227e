using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Annotations;

/// <summary>The end of an open region follows the time in whole intervals.</summary>
public sealed class OpenRegionTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Start = AnIncident.DeclaredAt;

    [Theory]
    [InlineData(-3600, 0, 60)]
    [InlineData(0, 0, 60)]
    [InlineData(59.999, 0, 60)]
    [InlineData(60, 60, 120)]
    [InlineData(3661, 3660, 3720)]
    public void It_ends_whole_intervals_after_its_start_and_says_when_it_moves_next(double now, double end, double movesAt)
    {
        var region = Decide(AnIncident.Live(), Start.AddSeconds(now), TimeSpan.FromMinutes(1));

        Assert.Equal((Start, Start.AddSeconds(end), Start.AddSeconds(movesAt)), (region.Start, region.End, region.MovesAt));
    }

    [Fact]
    public void Turned_off_it_ends_where_it_starts()
    {
        var region = Decide(AnIncident.Live(), Start.AddDays(1), TimeSpan.Zero);

        Assert.Equal((Start, null), (region.End, region.MovesAt));
    }

    [Fact]
    public void What_is_resolved_or_a_point_does_not_move()
    {
        var options = new AnnotationOptions { Shape = AnnotationShape.Points };

        Assert.Null(Decide(AnIncident.Resolved(), Start.AddDays(1), TimeSpan.FromMinutes(1)).MovesAt);
        var point = Assert.Single(AnnotationPolicy.Decide(AnIncident.Live(), options, Route, ShownState.Nothing, Start.AddDays(1)));
        Assert.Equal((Start, null), (point.End, point.MovesAt));
    }

    [Theory]
    [InlineData("paused")]
    [InlineData("unknown")]
    public void What_is_set_aside_stays_as_far_as_it_was_drawn(string category)
    {
        var shown = new ShownState(AnnotationStatus.Open, Start.AddMinutes(7));
        var incident = AnIncident.In(Labels.Parse<StatusCategory>(category));

        var region = Assert.Single(AnnotationPolicy.Decide(incident, new AnnotationOptions(), Route, shown, Start.AddDays(1)));

        Assert.Equal((Start, Start.AddMinutes(7), null), (region.Start, region.End, region.MovesAt));
    }

    [Fact]
    public void Looked_at_as_often_as_one_likes_it_is_written_once_an_interval()
    {
        var seconds = Gen.Int[1, 7200];
        Gen.Select(seconds, seconds.Array[1, 200]).Sample((interval, looks) =>
        {
            var ends = looks.Order()
                .Select(look => Decide(AnIncident.Live(), Start.AddSeconds(look), TimeSpan.FromSeconds(interval)))
                .ToList();

            Assert.All(ends.Zip(looks.Order()), pair => Assert.True(pair.First.End <= Start.AddSeconds(pair.Second)));
            Assert.All(ends.Zip(looks.Order()), pair => Assert.True(pair.First.MovesAt > Start.AddSeconds(pair.Second)));
            Assert.True(ends.Select(region => region.Fingerprint()).Distinct().Count() <= (looks.Max() / interval) + 1);
        });
    }

    private static DesiredAnnotation Decide(Incident incident, DateTimeOffset now, TimeSpan interval) => Assert.Single(
        AnnotationPolicy.Decide(incident, new AnnotationOptions { OpenEndInterval = interval }, Route, ShownState.Nothing, now));
}
