using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.States;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What is shown as going on, and is on no list of its kind any more.</summary>
public sealed class SubjectPollVanishedTests() : ReconciliationFixture([new StubKind(SubjectKind.Maintenance)])
{
    private StubKind Kind => Kinds[0];

    private Happening Going => Kind.Subject;

    [Fact]
    public async Task It_is_read_by_itself_and_shown_as_it_is()
    {
        await ReconcileAsync(Going.Id);
        var (asked, wakeUps) = (Kind.Asked, Signal.Listen(Lane.Others));
        Kind.Subject = Going with { Title = "Database downgrade", UpdatedAt = Now };

        await PollAsync(Page());

        Assert.Equal(["Listed 0 of the kind maintenance; 2 deliveries were made due."], Lines(EventIds.PollDone, LogLevel.Debug));
        Assert.True(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompletedSuccessfully);
        await DeliverDueAsync();
        Assert.True(Kind.Asked > asked);
        Assert.All([Grafana, Other], grafana => Assert.Contains("Database downgrade", Assert.Single(grafana.Annotations).Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_from_before_the_poll_does_not_show_that_it_vanished()
    {
        await ReconcileAsync(Going.Id);
        var start = Now;

        await PollAsync(Page());

        Assert.Equal(start, Assert.Single(Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)))[1]);
    }

    [Fact]
    public async Task What_is_on_one_of_the_pages_has_not_vanished()
    {
        await ReconcileAsync(Going.Id);

        await PollAsync(Page(Going), Page());

        Assert.Empty(Made());
        Assert.Equal(["Listed 1 of the kind maintenance; 0 deliveries were made due."], Lines(EventIds.PollDone, LogLevel.Debug));
    }

    [Fact]
    public async Task What_is_private_on_a_list_that_only_tells_what_changed_is_not_read()
    {
        await ReconcileAsync(Going.Id);

        await PollAsync(Page(Going with { IsPrivate = true, UpdatedAt = Now }) with { AreWhole = false });

        Assert.Empty(Made());
    }

    [Fact]
    public async Task An_open_incident_is_on_another_list()
    {
        await ShowAsync(AnIncident.Live());

        await PollAsync(Page());

        Assert.DoesNotContain(Made(), key => key.Subject.Kind == SubjectKind.Incident);
    }

    [Fact]
    public async Task A_Grafana_that_does_not_show_it_as_going_on_is_not_told()
    {
        await ReconcileAsync(Going.Id);
        Store.Answers[nameof(ILedger.ReadOpenAsync)] = _ => Task.FromResult<IReadOnlyList<DeliveryKey>>([new DeliveryKey(Going.Id, "other")]);

        await PollAsync(Page());

        Assert.Equal([new DeliveryKey(Going.Id, "other")], Made());
    }

    [Fact]
    public async Task What_a_worker_has_is_left_to_it()
    {
        await ReconcileAsync(Going.Id);
        await ClaimAsync(Going.Id);

        await PollAsync(Page());

        Assert.Equal([new DeliveryKey(Going.Id, "other")], Made());
    }

    private async Task PollAsync(params SubjectPage[] pages) =>
        Assert.IsType<JobResult.Done>(await PollAsync(new ScriptedListing(Time, SubjectKind.Maintenance, pages), Now.AddMinutes(-1)));

    private static SubjectPage Page(params Subject[] subjects) => new(subjects, []);

    private IReadOnlyList<DeliveryKey> Made() =>
        [.. Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)).SelectMany(asked => (IReadOnlyCollection<DeliveryKey>)asked[0]!)];
}
