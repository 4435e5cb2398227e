using Bridge.Annotations;
using Bridge.Kinds.Shifts;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Shifts;

/// <summary>What is shown of a shift through its life, and of whom.</summary>
public sealed class ShiftProjectionTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(7);
    private static readonly DateTimeOffset Settled = End.AddHours(25);

    private static readonly SubjectId Id = ShiftId.Of("P", Start, "R", "L")!.Value;

    private static readonly ShiftOptions On = new() { Schedules = [("Shifts:Schedules:0", "Primary")] };

    public static TheoryData<string, DateTimeOffset, string?, DateTimeOffset?> Lives => new()
    {
        { "to come", Start.AddMilliseconds(-1), null, Start },
        { "begins", Start, "open", Settled },
        { "goes on", End.AddMinutes(-1), "open", Settled },
        { "over", End, "open", Settled },
        { "about to be out of reach", Settled.AddSeconds(-1), "open", Settled },
        { "out of reach", Settled, "resolved", null },
        { "long ago", Settled.AddDays(80), "resolved", null },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void A_shift_is_a_point_from_its_start_on(string when, DateTimeOffset now, string? status, DateTimeOffset? review)
    {
        var projection = Projection();
        var shift = Shift(now);

        var shown = Decide(projection, shift, now);

        Assert.Equal(status, shown is null ? null : Labels.Of(shown.Status));
        Assert.Equal(review, projection.ReviewAt(shift, now));
        if (shown is not null)
        {
            Assert.Equal((Start, Start, "<b>On-call handover:</b> Primary"), (shown.Start, shown.End, shown.Text));
            Assert.Equal(["incident-io-shift", "status:resolved", "schedule:primary", "team:sre", "route:default", $"x-shift:{Id.Value}"], shown.Tags);
        }

        Assert.NotEmpty(when);
    }

    [Fact]
    public void A_state_from_before_it_was_out_of_reach_is_looked_at_once_more()
    {
        Assert.Equal(Settled.AddMinutes(1), Projection().ReviewAt(Shift(Settled.AddSeconds(-20)), Settled));
    }

    [Fact]
    public void Nothing_is_shown_of_one_that_is_gone_or_not_asked_for()
    {
        var gone = Happening.Gone(Id, Start);

        Assert.Null(Decide(Projection(), gone, Start.AddHours(1)));
        Assert.Null(Projection().ReviewAt(gone, Start.AddHours(-1)));
        Assert.Null(Projection().ReviewAt(gone, Start.AddHours(1)));
        Assert.Null(Decide(Projection(new ShiftOptions()), Shift(Start), Start));
    }

    [Theory]
    [InlineData("Hide", "<b>On-call handover:</b> Primary")]
    [InlineData("Show", "<b>On-call handover:</b> Primary<br>Ada &lt;Example&gt;")]
    public void People_are_named_only_if_asked_for_and_never_in_a_tag(string people, string text)
    {
        var shift = Shift(Start) with { Facts = [.. Shift(Start).Facts, new Fact("person", "Ada <Example>", Sensitivity.Personal)] };

        var shown = Decide(Projection(On with { People = Enum.Parse<ShownPeople>(people) }), shift, Start)!;

        Assert.Equal(text, shown.Text);
        Assert.DoesNotContain(shown.Tags, tag => tag.Contains("ada", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void If_ever_one_is_said_to_be_private_it_tells_of_neither_schedule_nor_person()
    {
        var shift = Shift(Start) with { Visibility = Visibility.Private, Facts = [.. Shift(Start).Facts, new Fact("person", "Ada", Sensitivity.Personal)] };

        var shown = Decide(Projection(On with { People = ShownPeople.Show }), shift, Start)!;

        Assert.Equal("<b>Private on-call handover</b>", shown.Text);
        Assert.DoesNotContain(shown.Tags, tag => tag.Contains("primary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public void It_is_kept_from_its_start_on_once_it_is_out_of_reach(int hours, bool isShown)
    {
        var keep = new AnnotationOptions { KeepFor = Settled - Start + TimeSpan.FromHours(hours) };
        var projection = new ShiftProjection(On, () => keep);

        Assert.Equal(isShown, Decide(projection, Shift(Settled), Settled) is not null);
    }

    [Fact]
    public void Out_of_reach_changes_nothing_in_Grafana_and_is_noted_in_the_ledger()
    {
        var open = Decide(Projection(), Shift(Start), Start)!;
        var entry = new LedgerEntry(
            new LedgerKey(Id, Route.Name, "main", AnnotationPart.Region), 42, open.Fingerprint(), AnnotationStatus.Open, Start, Start, ConfirmAt: null);

        Assert.Empty(Plan(Shift(End), entry, End).Steps);
        var step = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Plan(Shift(Settled), entry, Settled).Steps));
        Assert.Equal((AnnotationStatus.Resolved, entry.Fingerprint), (step.Desired.Status, step.Desired.Fingerprint()));
        Assert.IsType<ReconciliationStep.Delete>(Assert.Single(Plan(Happening.Gone(Id, Start), entry, End).Steps));
    }

    private static ReconciliationPlan Plan(Subject shift, LedgerEntry entry, DateTimeOffset now) =>
        ReconciliationPlan.Make(shift, Projection(), "main", [Route], new AnnotationOptions { Tags = ["team:sre"] }, [], [entry], now);

    private static DesiredAnnotation? Decide(ShiftProjection projection, Happening shift, DateTimeOffset now) =>
        projection.Decide(shift, Route, ShownState.Nothing, now, dashboard: null).SingleOrDefault();

    private static ShiftProjection Projection(ShiftOptions? options = null) => new(options ?? On, () => new AnnotationOptions { Tags = ["team:sre"] });

    /// <summary>As it is read at a time.</summary>
    private static Happening Shift(DateTimeOffset now) => new()
    {
        Id = Id,
        Visibility = Visibility.Public,
        Title = "Primary",
        Start = Start,
        End = End,
        OverAt = Settled,
        IsOver = Settled <= now,
        State = "resolved",
        Facts = [new Fact("schedule", "Primary", Sensitivity.Confidential) { IsTag = true, IsText = false }],
        UpdatedAt = Start,
    };
}
