using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana so slow that it is searched once more right before a write: the step finds what is there by then.</summary>
public sealed class AnnotationApplierSlowTests : ApplierFixture
{
    [Fact]
    public async Task What_is_there_by_then_is_not_made_a_second_time()
    {
        Meanwhile(() => Grafana.Add(Desired(AnIncident.Live())));

        var failure = Assert.Single(await ReconcileAsync(AnIncident.Live()));

        Assert.Equal("Create in Grafana main: somebody else brought the annotation there meanwhile", failure.Detail);
        Assert.Empty(Grafana.Writes);
        Assert.Equal(1, (await LedgerAsync())!.AnnotationId);
    }

    [Fact]
    public async Task What_has_another_number_by_then_is_left_to_the_next_work()
    {
        var renamed = AnIncident.Live() with { Name = "Checkout is down" };
        await ReconcileAsync(AnIncident.Live());
        Meanwhile(() =>
        {
            Grafana.Restore(lastId: 1);
            Grafana.Add(Desired(AnIncident.Live()));
        });

        Assert.EndsWith("a search finds the annotation, an update does not", Assert.Single(await ReconcileAsync(renamed)).Detail, StringComparison.Ordinal);
        Assert.Equal(["create"], Grafana.Writes);

        Assert.Empty(await ReconcileAsync(renamed));
        Assert.Equal(["create", "update 2"], Grafana.Writes);
    }

    [Fact]
    public async Task A_double_that_is_gone_by_then_is_not_deleted_and_nothing_is_said_of_it()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));
        Meanwhile(() => Grafana.Annotations.RemoveAt(1));

        Assert.Empty(await ReconcileAsync(AnIncident.Live()));

        Assert.Empty(Grafana.Writes);
        Assert.DoesNotContain(Logs.GetSnapshot(), record => record.Id.Id == EventIds.DuplicateRemoved);
        Assert.Equal(Desired(AnIncident.Live()).Fingerprint(), (await LedgerAsync())!.Fingerprint);
    }

    /// <summary>What the first search from now on finds is too old when it is there, and something happens before the second one.</summary>
    private void Meanwhile(Action happens)
    {
        var calls = 0;
        Grafana.OnCall = _ =>
        {
            switch (++calls)
            {
                case 1:
                    Time.Advance(FoundAnnotation.Freshness + TimeSpan.FromMilliseconds(1));
                    break;
                case 2:
                    happens();
                    break;
            }

            return Task.CompletedTask;
        };
    }
}
