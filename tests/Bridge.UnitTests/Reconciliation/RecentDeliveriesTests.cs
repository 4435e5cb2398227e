using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class RecentDeliveriesTests : ReconciliationFixture
{
    [Fact]
    public async Task What_was_done_is_kept_the_newest_first()
    {
        var incident = AnIncident.Live();
        IncidentIo.Has(incident);
        await ReconcileAsync(incident.Id);
        IncidentIo.Has(incident with { Name = "Another name" });
        await ReconcileAsync(incident.Id);

        Assert.Equal(["update", "create"], Recent.Latest.Where(one => one.Key.Grafana == "main").Select(one => string.Join(',', one.Kinds.Select(kind => Labels.Of(kind)))));
        Assert.All(Recent.Latest, one => Assert.Equal((null, false, incident.Id), (one.Failure, one.IsDeadLetter, one.Key.Subject)));
    }

    [Fact]
    public void What_was_done_to_several_annotations_is_told_once_for_each_kind_and_in_the_order_of_the_kinds()
    {
        var recent = new RecentDeliveries();
        var key = new LedgerKey(AnIncident.Live().Id, "default", "main", AnnotationPart.Region);
        var there = new LedgerEntry(key, 1, "content", AnnotationStatus.Open, Now, Now, ConfirmAt: null);
        ReconciliationStep[] steps =
        [
            new ReconciliationStep.Delete(there),
            new ReconciliationStep.Delete(there with { AnnotationId = 2 }),
            new ReconciliationStep.Create(key, Desired(AnIncident.Live()), known: null),
        ];

        recent.Note(AClaim(pending: true), new ReconciliationResult(new WorkOutcome.Succeeded(null), steps), Now);

        Assert.Equal([DeliveryKind.Create, DeliveryKind.Delete], Assert.Single(recent.Latest).Kinds);
    }

    [Fact]
    public void The_oldest_make_room()
    {
        var recent = new RecentDeliveries();
        for (var second = 0; second <= RecentDeliveries.Capacity; second++)
        {
            recent.Note(AClaim(pending: true), Result(new WorkOutcome.Succeeded(null)), Now.AddSeconds(second));
        }

        Assert.Equal((50, Now.AddSeconds(50), Now.AddSeconds(1)), (recent.Latest.Count, recent.Latest[0].EndedAt, recent.Latest[^1].EndedAt));
    }

    [Fact]
    public void What_nobody_waited_for_and_changed_nothing_is_left_out_and_so_is_what_was_held_or_lost()
    {
        var recent = new RecentDeliveries();

        recent.Note(AClaim(pending: false), Result(new WorkOutcome.Succeeded(Now) { IsMove = true }), Now);
        recent.Note(AClaim(pending: true), Result(new WorkOutcome.Held(IsUrgent: false)), Now);
        recent.Note(AClaim(pending: true), new ReconciliationResult(null, []), Now);
        var before = recent.Latest.Count;
        recent.Note(AClaim(pending: false), Result(new WorkOutcome.DeadLetter(FailureReason.Client, Now)), Now);
        recent.Note(AClaim(pending: false), Result(new WorkOutcome.Retry(FailureReason.Server, Now)), Now);

        Assert.Equal(0, before);
        Assert.Equal([(FailureReason.Server, false), (FailureReason.Client, true)], recent.Latest.Select(one => (one.Failure!.Value, one.IsDeadLetter)));
    }

    private static ReconciliationResult Result(WorkOutcome outcome) => new(outcome, []);

    private Claim AClaim(bool pending) => new(
        new DeliveryKey(SubjectId.Parse("01A"), "main"), 1, 1, 0, null, false, false, pending ? Now : null, null, Now, Now, null, null);
}
