using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    private static readonly IncidentId Inc1 = IncidentId.Parse("INC1");

    [Fact]
    public async Task Incident_that_the_store_does_not_know_can_be_claimed_with_its_state()
    {
        var claim = await TryClaimAsync(At(-60), Start);

        Assert.Equal((Inc1, 0L, null, null), (claim!.Incident, claim.Generation, claim.PendingSince, claim.TraceParent));
        Assert.True(await Store.SaveLedgerAsync(claim, Entry(claim), Token));
        Assert.True(await CompleteAsync(claim, new WorkOutcome.Succeeded(null, At(-60)), At(1)));
        Assert.Null(await NextDueAsync());
        Assert.Equal(At(-60), (await WorkAsync())!.StateAt);
    }

    [Fact]
    public async Task Claim_of_a_process_that_died_is_due_when_its_lease_runs_out()
    {
        await TryClaimAsync(At(-60), Start);

        Assert.Empty(await ClaimAsync(Start + LeaseTime - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(Inc1, (await ClaimOneAsync(Start + LeaseTime)).Incident);
    }

    [Fact]
    public async Task State_older_than_the_one_that_is_shown_is_not_claimed()
    {
        await CompleteAsync((await TryClaimAsync(At(-60), Start))!, new WorkOutcome.Succeeded(null, At(-60)), At(1));

        Assert.Null(await TryClaimAsync(At(-60.001), At(2)));
        Assert.NotNull(await TryClaimAsync(At(-60), At(2)));
    }

    [Fact]
    public async Task State_that_is_not_looked_at_leaves_the_one_before()
    {
        await CompleteAsync((await TryClaimAsync(At(-60), Start))!, new WorkOutcome.Succeeded(null, At(-60)), At(1));
        await CompleteAsync((await TryClaimAsync(null, At(2)))!, new WorkOutcome.Succeeded(null), At(3));
        await RetryAsync((await TryClaimAsync(null, At(4)))!, At(5), At(6));

        Assert.Equal(At(-60), (await WorkAsync())!.StateAt);
    }

    [Fact]
    public async Task Event_that_waits_is_left_to_who_fetches_the_newest_state()
    {
        await AcceptAsync("INC1", Start, trace: "00-first");

        Assert.Null(await TryClaimAsync(At(60), At(1)));
        var claim = await TryClaimAsync(null, At(1));
        Assert.Equal((1L, Start, "00-first"), (claim!.Generation, claim.PendingSince, claim.TraceParent));
    }

    [Fact]
    public async Task Leased_incident_is_nobody_elses()
    {
        var first = await AcceptAndClaimAsync("INC1", Start);

        Assert.Null(await TryClaimAsync(null, first.LeaseUntil.AddMilliseconds(-1)));
        var second = await TryClaimAsync(null, first.LeaseUntil);
        Assert.True(second!.LeaseToken > first.LeaseToken);
        Assert.False(await Store.SaveLedgerAsync(first, Entry(first), Token));
    }

    [Fact]
    public async Task One_of_many_gets_the_incident()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TryClaimAsync(At(-60), Start), Token)));

        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task Event_during_such_a_claim_keeps_the_incident_due()
    {
        var claim = (await TryClaimAsync(At(-60), Start))!;
        await AcceptAsync("INC1", At(1));

        await CompleteAsync(claim, new WorkOutcome.Succeeded(null, At(-60)), At(2));

        Assert.Equal(At(2), await NextDueAsync());
        Assert.Equal(At(1), (await WorkAsync())!.PendingSince);
    }

    [Fact]
    public async Task Work_tells_how_an_incident_stands()
    {
        Assert.Null(await WorkAsync());
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC1", At(1));
        await AcceptAsync("INC2", At(2));
        var claim = (await ClaimAsync(At(3), limit: 1))[0];
        Assert.Equal(claim.LeaseUntil, (await WorkAsync())!.LeaseUntil);
        await DeadLetterAsync(claim, At(4), At(600), FailureReason.Auth);

        Assert.Equal(
            new WorkItem(Inc1, 2, At(1), Start, null, At(3), null, At(600), 1, FailureReason.Auth, IsDeadLetter: true), await WorkAsync());
        var both = await Store.ReadWorkAsync([Inc1, IncidentId.Parse("INC2"), IncidentId.Parse("INC3"), Inc1], Token);
        Assert.Equal(["INC1", "INC2"], both.Keys.Select(incident => incident.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dead_letters_are_listed_the_latest_first()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), At(900));
        await DeadLetterAsync(await AcceptAndClaimAsync("INC2", At(10)), At(11), At(900), FailureReason.NotFound);
        await RetryAsync(await AcceptAndClaimAsync("INC3", At(20)), At(21), At(900));

        Assert.Equal(["INC2", "INC1"], (await Store.ReadDeadLettersAsync(10, Token)).Select(item => item.Incident.Value));
        Assert.Equal(FailureReason.NotFound, Assert.Single(await Store.ReadDeadLettersAsync(1, Token)).LastFailure);
    }

    [Fact]
    public async Task Ledger_of_a_grafana_has_what_is_open_and_what_ended_lately()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var ended = Entry(claim) with { Key = Entry(claim).Key with { Route = "a" }, Status = AnnotationStatus.Resolved, End = Start };
        var longAgo = ended with { Key = ended.Key with { Route = "b" }, End = At(-0.001) };
        var open = ended with { Key = ended.Key with { Route = "c" }, Status = AnnotationStatus.Open, End = At(-9999) };
        var elsewhere = ended with { Key = ended.Key with { Grafana = "other" } };
        foreach (var entry in new[] { ended, longAgo, open, elsewhere })
        {
            await Store.SaveLedgerAsync(claim, entry, Token);
        }

        Assert.Equal([ended, open], await Store.ReadLedgerOfGrafanaAsync("main", Start, Token));
    }

    [Fact]
    public async Task Ledger_keeps_dashboards_and_failures()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        Assert.True(DashboardPanel.TryCreate("uid-1", 7, out var panel));
        Assert.True(DashboardPanel.TryCreate("uid-1", null, out var dashboard));
        var onPanel = Entry(claim) with { Key = Entry(claim).Key with { Dashboard = panel }, LastFailure = FailureReason.Settings };
        var onDashboard = Entry(claim) with { Key = Entry(claim).Key with { Dashboard = dashboard } };
        await Store.SaveLedgerAsync(claim, onPanel, Token);
        await Store.SaveLedgerAsync(claim, onDashboard, Token);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);

        Assert.Equal([Entry(claim), onDashboard, onPanel], await Store.ReadLedgerAsync(claim.Incident, Token));
        await Store.SaveLedgerAsync(claim, onPanel with { LastFailure = null }, Token);
        await Store.RemoveLedgerAsync(claim, onDashboard.Key, Token);
        Assert.Equal([Entry(claim), onPanel with { LastFailure = null }], await Store.ReadLedgerAsync(claim.Incident, Token));
    }

    [Fact]
    public async Task Unannounced_change_is_counted_once_unless_an_event_comes_first()
    {
        await CompleteAsync((await TryClaimAsync(At(-60), Start))!, new WorkOutcome.Succeeded(null, At(-60)), At(1));
        await SucceedAsync(await AcceptAndClaimAsync("INC2", Start), At(1));
        await Store.NoteUnannouncedAsync(Inc1, At(10), Token);
        await Store.NoteUnannouncedAsync(IncidentId.Parse("INC2"), At(10), Token);
        await AcceptAsync("INC2", At(11));

        Assert.Equal(0, await Store.CountMissedAsync(At(9.999), Token));
        Assert.Equal(1, await Store.CountMissedAsync(At(10), Token));
        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    private Task<Claim?> TryClaimAsync(DateTimeOffset? stateAt, DateTimeOffset now) =>
        Store.TryClaimAsync(Inc1, stateAt, now, now + LeaseTime, Token);

    private async Task<WorkItem?> WorkAsync() => (await Store.ReadWorkAsync([Inc1], Token)).GetValueOrDefault(Inc1);
}
