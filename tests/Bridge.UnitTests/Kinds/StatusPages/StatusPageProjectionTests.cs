using Bridge.Annotations;
using Bridge.Kinds.StatusPages;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.StatusPages;

/// <summary>What is shown of the impact on a component through its life.</summary>
public sealed class StatusPageProjectionTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SubjectId Id = ImpactId.Of("I", "A")!.Value;
    private static readonly StatusPageOptions On = new() { Show = ShownStatusPages.All };

    public static TheoryData<string, DateTimeOffset?, bool, DateTimeOffset, string, DateTimeOffset?> Lives => new()
    {
        { "open", null, false, Start, "open", null },
        { "ends later", Start.AddHours(2), false, Start.AddHours(2), "open", Start.AddHours(2) },
        { "over", Start.AddHours(1), true, Start.AddHours(1), "resolved", null },
        { "over at once", Start, true, Start, "resolved", null },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void It_is_a_point_until_its_end_is_known(
        string when, DateTimeOffset? end, bool isOver, DateTimeOffset drawnTo, string status, DateTimeOffset? review)
    {
        var projection = Projection();
        var impact = Impact(end, isOver);

        var shown = Decide(projection, impact)!;

        Assert.Equal((Start, drawnTo, status), (shown.Start, shown.End, Labels.Of(shown.Status)));
        Assert.Equal("<b>Status page:</b> Slow &lt;checkout&gt;<br>Full outage", shown.Text);
        Assert.Equal(
            ["incident-io-status-page", $"status:{status}", "component:a", "page:p", "route:default", "x-status-page:I--A"], shown.Tags);
        Assert.Equal(review, projection.ReviewAt(impact, Start.AddHours(1)));
        Assert.NotEmpty(when);
    }

    [Fact]
    public void A_state_from_before_its_end_is_looked_at_once_more() =>
        Assert.Equal(Start.AddMinutes(61), Projection().ReviewAt(Impact(Start.AddHours(1), isOver: false), Start.AddHours(1)));

    [Fact]
    public void Nothing_is_shown_of_one_that_is_gone_or_not_asked_for()
    {
        var gone = Happening.Gone(Id, Start);

        Assert.Null(Decide(Projection(), gone));
        Assert.Null(Projection().ReviewAt(gone, Start));
        Assert.Null(Decide(Projection(new StatusPageOptions()), Impact(null, isOver: false)));
    }

    private static DesiredAnnotation? Decide(StatusPageProjection projection, Happening impact) =>
        projection.Decide(impact, Route, ShownState.Nothing, Start.AddHours(1), dashboard: null).SingleOrDefault();

    private static StatusPageProjection Projection(StatusPageOptions? options = null) => new(options ?? On, () => new AnnotationOptions());

    private static Happening Impact(DateTimeOffset? end, bool isOver) => new()
    {
        Id = Id,
        Visibility = Visibility.Public,
        Title = "Slow <checkout>",
        Start = Start,
        End = end,
        IsOver = isOver,
        Facts =
        [
            new Fact("impact", "Full outage", Sensitivity.Public),
            new Fact("component", "A", Sensitivity.Public) { IsTag = true, IsText = false },
            new Fact("page", "P", Sensitivity.Public) { IsTag = true, IsText = false },
        ],
        UpdatedAt = Start,
    };
}
