using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    private static readonly SubjectId Inc1 = SubjectId.Parse("INC1");

    [Fact]
    public async Task Delivery_that_the_store_does_not_know_can_be_claimed_with_its_state()
    {
        var claim = await TryClaimAsync(At(-60), Start);

        Assert.Equal((Inc1, 0L, null, null), (claim!.Subject, claim.Generation, claim.PendingSince, claim.TraceParent));
        Assert.True(await Store.SaveLedgerAsync(claim, Entry(claim), Token));
        Assert.True(await CompleteAsync(claim, new WorkOutcome.Succeeded(null, new ShownVersion(At(-60), At(-90))), At(1)));
        Assert.Null(await NextDueAsync());
        Assert.Equal((At(-60), At(-90)), await ShownAsync());
    }

    [Fact]
    public async Task Claim_of_a_process_that_died_is_due_when_its_lease_runs_out()
    {
        await TryClaimAsync(At(-60), Start);

        Assert.Empty(await ClaimAsync(Start + LeaseTime - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(Inc1, (await ClaimOneAsync(Start + LeaseTime)).Subject);
    }

    [Fact]
    public async Task State_asked_for_before_the_one_that_is_shown_is_not_claimed()
    {
        await ShowAsync((await TryClaimAsync(At(-60), Start))!, At(-60), At(1));

        Assert.Null(await TryClaimAsync(At(-60.001), At(2)));
        Assert.NotNull(await TryClaimAsync(At(-60), At(2)));
    }

    [Fact]
    public async Task State_that_is_not_looked_at_leaves_the_one_before()
    {
        await ShowAsync((await TryClaimAsync(At(-60), Start))!, At(-60), At(1));
        await CompleteAsync((await TryClaimAsync(null, At(2)))!, new WorkOutcome.Succeeded(null), At(3));
        await RetryAsync((await TryClaimAsync(null, At(4)))!, At(5), At(6));

        Assert.Equal((At(-60), At(-60)), await ShownAsync());
    }

    [Fact]
    public async Task State_of_an_incident_that_cannot_be_seen_leaves_the_time_of_the_last_change()
    {
        await ShowAsync((await TryClaimAsync(At(-60), Start))!, At(-60), At(1));
        await CompleteAsync((await TryClaimAsync(At(2), At(2)))!, new WorkOutcome.Succeeded(null, new ShownVersion(At(2), null)), At(3));

        Assert.Equal((At(2), At(-60)), await ShownAsync());
    }

    [Fact]
    public async Task State_counts_if_it_was_asked_for_after_the_newest_event()
    {
        await AcceptAsync("INC1", At(-1), trace: "00-first");
        await AcceptAsync("INC1", Start);

        Assert.Null(await TryClaimAsync(At(-0.5), At(1)));
        Assert.Null(await TryClaimAsync(Start, At(1)));
        var claim = (await TryClaimAsync(At(0.001), At(1)))!;
        Assert.Equal((2L, At(-1), Start, "00-first"), (claim.Generation, claim.PendingSince, claim.StateFrom, claim.TraceParent));
        await ShowAsync(claim, At(0.001), At(2));
        Assert.Null(await NextDueAsync());
        Assert.Null((await DeliveryAsync())!.PendingSince);
    }

    [Fact]
    public async Task Who_has_no_state_yet_gets_what_waits_and_what_does_not()
    {
        await AcceptAsync("INC1", Start);
        var waits = (await TryClaimAsync(null, Start))!;
        Assert.Equal(Start, waits.PendingSince);
        await ShowAsync(waits, At(1), At(1));

        Assert.Equal(At(1), (await TryClaimAsync(null, At(2)))!.StateFrom);
    }

    [Fact]
    public async Task Leased_delivery_is_nobody_elses()
    {
        var first = await AcceptAndClaimAsync("INC1", Start);

        Assert.Null(await TryClaimAsync(null, first.LeaseUntil.AddMilliseconds(-1)));
        var second = await TryClaimAsync(null, first.LeaseUntil);
        Assert.True(second!.LeaseToken > first.LeaseToken);
        Assert.False(await Store.SaveLedgerAsync(first, Entry(first), Token));
    }

    [Fact]
    public async Task One_of_many_gets_the_delivery()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TryClaimAsync(At(-60), Start), Token)));

        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task Event_during_such_a_claim_keeps_the_delivery_due()
    {
        var claim = (await TryClaimAsync(At(-60), Start))!;
        await AcceptAsync("INC1", At(1));

        await ShowAsync(claim, At(-60), At(2));

        Assert.Equal(At(2), await NextDueAsync());
        Assert.Equal(At(1), (await DeliveryAsync())!.PendingSince);
    }

    [Fact]
    public async Task Deliveries_tell_how_they_stand()
    {
        Assert.Null(await DeliveryAsync());
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC1", At(1));
        await AcceptAsync("INC2", At(2));
        var claim = (await ClaimAsync(At(3), limit: 1))[0];
        Assert.Equal(claim.LeaseUntil, (await DeliveryAsync())!.LeaseUntil);
        await DeadLetterAsync(claim, At(4), At(600), FailureReason.Auth);

        Assert.Equal(
            new Delivery(
                Key("INC1"),
                Webhooks: 2,
                LastWebhookAt: At(1),
                PendingSince: Start,
                StateAt: null,
                AskedAt: null,
                ClaimedAt: At(3),
                LeaseUntil: null,
                DueAt: At(600),
                Attempts: 1,
                FailureReason.Auth,
                IsDeadLetter: true,
                LeaseToken: claim.LeaseToken),
            await DeliveryAsync());
        var both = await Store.ReadDeliveriesAsync([Inc1, SubjectId.Parse("INC2"), SubjectId.Parse("INC3"), Inc1], Token);
        Assert.Equal([Key("INC1"), Key("INC2")], both.SelectMany(deliveries => deliveries).Select(one => one.Key).OrderBy(key => key.Subject.ToString()));
    }

    [Fact]
    public async Task Dead_letters_are_listed_the_latest_first()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), At(900));
        await DeadLetterAsync(await AcceptAndClaimAsync("INC2", At(10)), At(11), At(900), FailureReason.NotFound);
        await RetryAsync(await AcceptAndClaimAsync("INC3", At(20)), At(21), At(900));

        Assert.Equal(["INC2", "INC1"], (await Store.ReadDeadLettersAsync(10, Token)).Select(dead => dead.Key.Subject.ToString()));
        Assert.Equal(FailureReason.NotFound, Assert.Single(await Store.ReadDeadLettersAsync(1, Token)).LastFailure);
    }

    [Fact]
    public async Task Ledger_of_a_grafana_has_what_is_open_and_what_ended_lately()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var ended = Entry(claim) with { Key = Entry(claim).Key with { Route = "a" }, Status = AnnotationStatus.Resolved, End = Start };
        var longAgo = ended with { Key = ended.Key with { Route = "b" }, AnnotationId = 1, End = At(-0.001) };
        var open = ended with { Key = ended.Key with { Route = "c" }, AnnotationId = 2, Status = AnnotationStatus.Open, End = At(-9999) };
        foreach (var entry in new[] { ended, longAgo, open })
        {
            await Store.SaveLedgerAsync(claim, entry, Token);
        }

        var elsewhere = (await Store.TryClaimAsync(Key("INC1", Next), null, Start, Start + LeaseTime, Token))!;
        Assert.True(await Store.SaveLedgerAsync(elsewhere, Entry(elsewhere), Token));

        Assert.Equal([ended, open], await Store.ReadLedgerOfGrafanaAsync("main", Start, Token));
    }

    [Fact]
    public async Task Ledger_keeps_dashboards_and_failures()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        Assert.True(DashboardPanel.TryCreate("uid-1", 7, out var panel));
        Assert.True(DashboardPanel.TryCreate("uid-1", null, out var dashboard));
        var onPanel = Entry(claim) with { Key = Entry(claim).Key with { Dashboard = panel }, AnnotationId = 1, LastFailure = FailureReason.Settings };
        var onDashboard = Entry(claim) with { Key = Entry(claim).Key with { Dashboard = dashboard }, AnnotationId = 2 };
        await Store.SaveLedgerAsync(claim, onPanel, Token);
        await Store.SaveLedgerAsync(claim, onDashboard, Token);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);

        Assert.Equal([Entry(claim), onDashboard, onPanel], await Store.ReadLedgerAsync(claim.Subject, Token));
        await Store.SaveLedgerAsync(claim, onPanel with { LastFailure = null }, Token);
        await Store.RemoveLedgerAsync(claim, onDashboard.Key, Start, Token);
        Assert.Equal([Entry(claim), onPanel with { LastFailure = null }], await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    private static DeliveryKey Key(string incident, string grafana = Main) => new(SubjectId.Parse(incident), grafana);

    private Task<Claim?> TryClaimAsync(DateTimeOffset? askedAt, DateTimeOffset now, string grafana = Main) =>
        Store.TryClaimAsync(new DeliveryKey(Inc1, grafana), askedAt, now, now + LeaseTime, Token);

    private async Task<Delivery?> DeliveryAsync(string incident = "INC1", string grafana = Main) =>
        (await Store.ReadDeliveriesAsync([SubjectId.Parse(incident)], Token))[SubjectId.Parse(incident)]
            .SingleOrDefault(delivery => delivery.Key.Grafana == grafana);

    /// <summary>When the state that is shown was asked for, and incident.io's time of it.</summary>
    private async Task<(DateTimeOffset?, DateTimeOffset?)> ShownAsync() => ((await DeliveryAsync())!.AskedAt, (await DeliveryAsync())!.StateAt);
}
