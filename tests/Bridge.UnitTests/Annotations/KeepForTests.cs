using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class KeepForTests
{
    private static readonly AnnotationOptions Week = new() { KeepFor = TimeSpan.FromDays(7) };

    private static readonly DateTimeOffset Over = AnIncident.ResolvedAt.AddDays(7);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_resolved_incident_is_shown_until_its_end_is_so_long_ago(int milliseconds, int shown) =>
        Assert.Equal(shown, Decide(AnIncident.Resolved(), Week, Over.AddMilliseconds(milliseconds)).Count);

    [Fact]
    public void Its_own_end_counts_and_not_the_last_update() =>
        Assert.Empty(Decide(AnIncident.Resolved() with { UpdatedAt = Over }, Week, Over.AddMilliseconds(1)));

    [Fact]
    public void One_that_is_open_is_shown_however_old_it_is() =>
        Assert.Single(Decide(AnIncident.Live(), Week, Over.AddYears(1)));

    [Fact]
    public void One_that_is_set_aside_goes_if_it_was_shown_as_resolved()
    {
        var paused = AnIncident.In(StatusCategory.Paused);

        Assert.Empty(AnnotationPolicy.Decide(paused, Week, Route, new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt), Over.AddHours(1)));
        Assert.Single(AnnotationPolicy.Decide(paused, Week, Route, new ShownState(AnnotationStatus.Open, AnIncident.ResolvedAt), Over.AddHours(1)));
    }

    [Fact]
    public void One_whose_end_nothing_names_counts_from_what_is_shown_and_else_from_its_start()
    {
        var closed = AnIncident.In(StatusCategory.Closed) with { UpdatedAt = Over };
        var now = AnIncident.DeclaredAt.AddDays(7).AddHours(1);

        Assert.Empty(Decide(closed, Week, now));
        Assert.Single(AnnotationPolicy.Decide(closed, Week, Route, new ShownState(AnnotationStatus.Open, null), now));
        Assert.Single(AnnotationPolicy.Decide(closed, Week, Route, new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt), now));
        Assert.Empty(AnnotationPolicy.Decide(closed, Week, Route, new ShownState(AnnotationStatus.Resolved, AnIncident.DeclaredAt), now));
    }

    [Fact]
    public void For_ever_is_the_default() => Assert.Single(Decide(AnIncident.Resolved(), new AnnotationOptions(), DateTimeOffset.MaxValue));

    [Theory]
    [InlineData("90d", 90)]
    [InlineData("1d", 1)]
    [InlineData("0s", 0)]
    public void It_is_written_in_days(string text, int days) =>
        Assert.Equal(TimeSpan.FromDays(days), TestSettings.Read(("Annotations:KeepFor", text)).Annotations.KeepFor);

    [Theory]
    [InlineData("90m", "is less than a day")]
    [InlineData("23h", "is less than a day")]
    [InlineData("3651d", "is outside")]
    public void What_is_a_slip_of_the_unit_is_a_fault(string text, string problem)
    {
        var fault = Assert.Single(TestSettings.Faults(("Annotations:KeepFor", text)));

        Assert.Equal("Annotations:KeepFor", fault.Setting);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    private static AnnotationRoute Route { get; } = new(AnnotationRoute.DefaultName, ["main"]);

    private static IReadOnlyList<DesiredAnnotation> Decide(Incident incident, AnnotationOptions options, DateTimeOffset now) =>
        AnnotationPolicy.Decide(incident, options, Route, ShownState.Nothing, now);
}
