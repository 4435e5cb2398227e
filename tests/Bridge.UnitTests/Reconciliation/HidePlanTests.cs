using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What is done about an incident that the key cannot see any more.</summary>
public sealed class HidePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SubjectId Id = SubjectId.Parse("01FDAG4SAP5TYPT98WGR2N7W91");

    private static readonly LedgerEntry Shown = new(
        new LedgerKey(Id, "default", "main", AnnotationPart.Region),
        AnnotationId: 7,
        "fingerprint of the name",
        AnnotationStatus.Resolved,
        Now.AddHours(-2),
        Now.AddHours(-1),
        ConfirmAt: null);

    [Fact]
    public void Its_annotation_keeps_its_times_and_its_identity_and_nothing_else()
    {
        var update = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Hide(PrivateMode.Redact, Shown)));

        Assert.Equal(Shown, update.Known);
        Assert.Equal((Shown.Start, Shown.End), (update.Desired.Start, update.Desired.End));
        Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), update.Desired.Text);
        Assert.Equal(["incident-io", "status:resolved", "route:default", $"x-incident:{Id}"], update.Desired.Tags);
    }

    [Fact]
    public void On_a_dashboard_it_stays_there_and_can_be_found_there()
    {
        var place = DashboardPanel.Parse("d1/2");

        var step = Assert.Single(Hide(PrivateMode.Redact, Shown with { Key = Shown.Key with { Dashboard = place } }));

        var hidden = Assert.IsType<ReconciliationStep.Update>(step).Desired;
        Assert.Equal(place, hidden.Dashboard);
        Assert.Superset(AnnotationTags.Identity(Id, "default", AnnotationPart.Region, place).ToHashSet(), hidden.Tags.ToHashSet());
    }

    [Fact]
    public void Hidden_once_it_is_left_alone()
    {
        var update = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Hide(PrivateMode.Redact, Shown)));

        Assert.Empty(Hide(PrivateMode.Redact, Shown with { Fingerprint = update.Desired.Fingerprint() }));
    }

    [Fact]
    public void A_create_of_unknown_fate_is_taken_away_and_not_made_again()
    {
        var intent = Shown with { AnnotationId = null, Fingerprint = null, ConfirmAt = Now.AddMinutes(1) };

        Assert.Equal(new ReconciliationStep.Delete(intent), Assert.Single(Hide(PrivateMode.Redact, intent)));
    }

    [Fact]
    public void Where_private_incidents_are_not_shown_it_is_taken_away() =>
        Assert.Equal(new ReconciliationStep.Delete(Shown), Assert.Single(Hide(PrivateMode.Omit, Shown)));

    [Fact]
    public void Where_private_incidents_are_shown_in_full_it_stays() =>
        Assert.Empty(Hide(PrivateMode.Full, Shown));

    [Theory]
    [InlineData(PrivateMode.Redact)]
    [InlineData(PrivateMode.Full)]
    public void What_ended_longer_ago_than_it_is_kept_is_taken_away(object mode)
    {
        var options = new AnnotationOptions { Private = (PrivateMode)mode, KeepFor = TimeSpan.FromDays(7) };
        var past = Shown with { Start = Now.AddDays(-9), End = Now.AddDays(-8) };

        Assert.Equal([new ReconciliationStep.Delete(past)], ReconciliationPlan.Hide([], options, [past], Now).Steps);
        Assert.DoesNotContain(
            ReconciliationPlan.Hide([], options, [past with { Status = AnnotationStatus.Open }, Shown], Now).Steps,
            step => step is ReconciliationStep.Delete);
    }

    private static IReadOnlyList<ReconciliationStep> Hide(PrivateMode mode, params IReadOnlyList<LedgerEntry> ledger) =>
        ReconciliationPlan.Hide([], new AnnotationOptions { Private = mode }, ledger, Now).Steps;
}
