using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Annotations;

/// <summary>The end of an open region lies ahead of now, by whole intervals.</summary>
public sealed class OpenRegionTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Start = AnIncident.DeclaredAt;
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(-60, 15, 10)]
    [InlineData(0, 15, 10)]
    [InlineData(9.999, 15, 10)]
    [InlineData(10, 25, 20)]
    [InlineData(61, 75, 70)]
    public void It_ends_five_minutes_after_the_time_at_which_it_moves_next(double now, double end, double movesAt)
    {
        var region = Decide(AnIncident.Live(), Start.AddMinutes(now), TenMinutes);

        Assert.Equal((Start, Start.AddMinutes(end), Start.AddMinutes(movesAt)), (region.Start, region.End, region.MovesAt));
    }

    [Fact]
    public void Ten_minutes_are_the_default() => Assert.Equal(TenMinutes, new AnnotationOptions().OpenEndInterval);

    [Fact]
    public void What_began_within_one_tenth_of_an_interval_moves_together()
    {
        var began = new[] { 180.001, 207, 239.999 }.Select(seconds => Start.AddSeconds(seconds));

        var moves = began.Select(start => Decide(AnIncident.Live() with { CreatedAt = start }, Start.AddHours(1), TenMinutes).MovesAt);

        Assert.All(moves, moves => Assert.Equal(Start.AddMinutes(63), moves));
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

        Assert.Null(Decide(AnIncident.Resolved(), Start.AddDays(1), TenMinutes).MovesAt);
        var point = Assert.Single(AnnotationPolicy.Decide(AnIncident.Live(), options, Route, ShownState.Nothing, Start.AddDays(1)));
        Assert.Equal((Start, null), (point.End, point.MovesAt));
    }

    [Theory]
    [InlineData("paused")]
    [InlineData("unknown")]
    public void What_is_set_aside_ends_when_it_was_set_aside_and_not_ahead_of_that(string category)
    {
        var shown = new ShownState(AnnotationStatus.Open, Start.AddMinutes(15));
        var incident = AnIncident.In(Labels.Parse<StatusCategory>(category));

        var region = SetAside(category, Start.AddMinutes(7), shown);
        var edited = SetAside(category, Start.AddDays(1), shown with { End = region.End });

        Assert.Equal((Start, Start.AddMinutes(7), null), (region.Start, region.End, region.MovesAt));
        Assert.Equal((Start, Start.AddMinutes(7), null), (edited.Start, edited.End, edited.MovesAt));
    }

    [Fact]
    public void What_is_first_heard_of_when_it_is_paused_ends_there_and_later_changes_leave_that()
    {
        var first = SetAside("paused", Start.AddMinutes(7), ShownState.Nothing);
        var edited = SetAside("paused", Start.AddDays(1), new ShownState(first.Status, first.End));

        Assert.Equal((AnnotationStatus.Open, Start, Start.AddMinutes(7), null), (first.Status, first.Start, first.End, first.MovesAt));
        Assert.Equal(Start.AddMinutes(7), edited.End);
    }

    [Fact]
    public void What_is_set_aside_before_its_start_ends_there()
    {
        var region = SetAside("paused", Start.AddMinutes(-7), new ShownState(AnnotationStatus.Open, Start.AddMinutes(15)));

        Assert.Equal((Start, Start), (region.Start, region.End));
    }

    [Fact]
    public void A_start_at_the_end_of_all_time_is_one_like_others()
    {
        var region = Decide(AnIncident.Live().At("Impact started at", DateTimeOffset.MaxValue), Start, TimeSpan.FromDays(1));

        Assert.Equal(region.Start, region.End);
    }

    [Fact]
    public void Looked_at_as_often_as_one_likes_it_is_written_once_per_interval_and_always_lies_ahead()
    {
        var seconds = Gen.Int[1, 7200];
        Gen.Select(seconds, seconds.Array[1, 200], Gen.Int[0, 7_200_000]).Sample((interval, looks, began) =>
        {
            var start = Start.AddMilliseconds(began);
            var times = looks.Order().Select(look => start.AddSeconds(look)).ToList();
            var ends = times.ConvertAll(now => Decide(AnIncident.Live() with { CreatedAt = start }, now, TimeSpan.FromSeconds(interval)));

            Assert.All(ends.Zip(times), pair => Assert.InRange(
                pair.First.End - pair.Second, TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(interval)));
            Assert.All(ends.Zip(times), pair => Assert.True(pair.First.MovesAt > pair.Second));
            Assert.True(ends.Select(region => region.Fingerprint()).Distinct().Count() <= (looks.Max() / interval) + 2);
        });
    }

    private static DesiredAnnotation SetAside(string category, DateTimeOffset updatedAt, ShownState shown)
    {
        var incident = AnIncident.In(Labels.Parse<StatusCategory>(category)) with { UpdatedAt = updatedAt };
        return Assert.Single(AnnotationPolicy.Decide(incident, new AnnotationOptions(), Route, shown, Start.AddDays(2)));
    }

    private static DesiredAnnotation Decide(Incident incident, DateTimeOffset now, TimeSpan interval) => Assert.Single(
        AnnotationPolicy.Decide(incident, new AnnotationOptions { OpenEndInterval = interval }, Route, ShownState.Nothing, now));
}
