using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>Rows that a newer program wrote, in words that this one does not know, stop nothing.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Reason_that_is_not_known_reads_as_unknown_and_its_delivery_goes_on()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), At(60));
        await DeadLetterAsync(await AcceptAndClaimAsync("INC2", Start), At(1), At(60), FailureReason.Unknown);
        await ExecuteAsync("UPDATE deliveries SET reason = 'bored' WHERE incident_id = 'INC1'");

        Assert.Equal(FailureReason.Unknown, (await DeliveryAsync())!.LastFailure);
        Assert.Equal(2, (await Store.ReadDeadLettersAsync(10, Token)).Count);
        Assert.Equal(
            new Dictionary<(string, FailureReason), long> { [(Main, FailureReason.Unknown)] = 2 }, (await Store.ReadStatisticsAsync(Token)).DeadLetters);
        var claims = await ClaimAsync(At(60));
        Assert.All(claims, claim => Assert.Equal(FailureReason.Unknown, claim.LastFailure));
        Assert.All(await Task.WhenAll(claims.Select(claim => SucceedAsync(claim, At(61)))), Assert.True);
        Assert.Equal(2, await ForgetAsync());
    }

    [Fact]
    public async Task Outcome_that_is_not_known_is_worked_on_and_counted_as_waiting()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC2", At(1));
        await ExecuteAsync("UPDATE deliveries SET outcome = 'postponed', attempts = 3 WHERE incident_id = 'INC1'");

        Assert.Equal(2, (await Store.ReadStatisticsAsync(Token)).Pending);
        Assert.Equal(2, (await Store.ReadStatisticsAsync(Token)).PendingByGrafana[Main]);
        Assert.False((await DeliveryAsync())!.IsDeadLetter);
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("INC1", At(2)));
        Assert.Equal(2, (await ReadDueAsync(At(3))).Count);
        var claims = await ClaimAsync(At(3));
        Assert.Equal((3, false), (claims[0].Attempts, claims[0].IsDeadLetter));
        await ShowAsync(claims[1], At(3), At(4));
        await CompleteAsync(claims[0], new WorkOutcome.Held(IsUrgent: false), At(4));
        Assert.Equal(1, await ForgetAsync());
        await ShowAsync(await ClaimOneAsync(At(5)), At(5), At(6));
        Assert.Equal(1, await ForgetAsync());
    }

    [Fact]
    public async Task Outcome_that_is_not_known_is_not_over()
    {
        await SettleAsync("INC1", Start);
        await ExecuteAsync("UPDATE deliveries SET outcome = 'postponed'");

        Assert.Equal(0, await ForgetAsync());
    }

    [Theory]
    [InlineData("INC 1")]
    [InlineData("inc/1")]
    [InlineData("ünc")]
    [InlineData("")]
    public async Task Id_that_is_not_known_is_left_to_who_knows_it(string id)
    {
        await SettleAsync("GONE", At(-9));
        await AcceptAsync("INC1", At(5));
        await DeadLetterAsync((await Store.TryClaimAsync(Key("DEAD"), null, Start, At(120), Token))!, At(1), At(5));
        foreach (var (suffix, columns) in new[] { ("a", "1, 1, 'dead_letter'"), ("b", "0, 1, 'none'"), ("c", "0, NULL, 'retry'") })
        {
            await ExecuteAsync(
                $"INSERT INTO deliveries (incident_id, grafana, generation, due_at, urgent, pending_since, outcome) VALUES ('{id}{(id.Length == 0 && suffix == "a" ? "" : " " + suffix)}', 'main', 1, 1, {columns})");
        }

        Assert.Equal(At(5), await NextDueAsync());
        Assert.Equal(2, (await ReadDueAsync(At(5), limit: 2)).Count);
        Assert.Equal("DEAD", Assert.Single(await Store.ReadDeadLettersAsync(1, Token)).Key.Subject.ToString());
        Assert.Equal(2, (await Store.ReadStatisticsAsync(Token)).Pending);
        var first = await Store.ClaimAsync(Main, Lane.Incidents, 1, At(5), At(60), Token);
        Assert.Single(first.Claims);
        var rest = await Store.ClaimAsync(Main, Lane.Incidents, 10, At(5), At(60), Token);
        await SucceedAsync(Assert.Single(rest.Claims), At(6));
        await SucceedAsync(first.Claims[0], At(6));
        Assert.Null(await NextDueAsync());
        await Store.WakeAsync(Main, At(7), Token);
        await AdmitAsync(since: At(-99), At(7));
        Assert.Empty(await ClaimAsync(At(7)));
        Assert.Equal(3, await ForgetAsync());
    }

    [Fact]
    public async Task Open_annotation_of_an_incident_whose_id_is_not_known_is_passed_over()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await InsertEntryAsync("INC 1", "default", "region", "open");

        Assert.Equal([Entry(claim)], await Store.ReadLedgerOfGrafanaAsync(Main, Start, Token));
        Assert.Equal([claim.Key], await Store.ReadOpenAsync(Token));
    }

    [Fact]
    public async Task Part_that_is_not_known_is_not_this_programs_to_change()
    {
        await LiftConstraintsAsync();
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await InsertEntryAsync("INC1", "default", "middle", "open");

        Assert.Equal([Entry(claim)], await Store.ReadLedgerAsync(claim.Key, Token));
        Assert.Equal([Entry(claim)], await Store.ReadLedgerAsync(claim.Subject, Token));
        Assert.Equal([Entry(claim)], await Store.ReadLedgerOfGrafanaAsync(Main, Start, Token));
        Assert.True(await Store.RemoveLedgerAsync(claim, Entry(claim).Key, Start, Token));
        await SucceedAsync(claim, At(1));
        Assert.Equal(0, await ForgetAsync());
    }

    [Fact]
    public async Task Status_that_is_not_known_may_be_open()
    {
        await LiftConstraintsAsync();
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await InsertEntryAsync("INC1", "default", "region", "muted");

        var entry = Assert.Single(await Store.ReadLedgerAsync(claim.Key, Token));
        Assert.Equal((AnnotationStatus.Open, FailureReason.Unknown), (entry.Status, entry.LastFailure));
        await SucceedAsync(claim, At(1));
        Assert.Equal(0, await ForgetAsync());
        claim = (await TryClaimAsync(null, At(2)))!;
        Assert.True(await Store.SaveLedgerAsync(claim, entry with { Status = AnnotationStatus.Resolved, ConfirmAt = null, LastFailure = null }, Token));
        await SucceedAsync(claim, At(3));
        Assert.Equal(1, await ForgetAsync());
    }

    [Fact]
    public async Task Dashboard_that_is_not_known_is_passed_over()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await InsertEntryAsync("INC1", "default", "region", "open", dashboard: "a b/c/d");

        Assert.Equal([Entry(claim)], await Store.ReadLedgerAsync(claim.Key, Token));
    }

    [Fact]
    public async Task Job_that_is_not_known_is_left_alone()
    {
        await ExecuteAsync($"INSERT INTO jobs (name, started_at, lease_token, lease_until) VALUES ('sweep:main', {Ms(0)}, 4, {Ms(600)}), ('drift', {Ms(0)}, 4, NULL)");

        Assert.NotNull(await ClaimJobAsync(Start));
        Assert.NotNull(await ClaimJobAsync(Start, new JobName(PeriodicJob.Drift, Main)));
        Assert.Null((await Store.ReadStatisticsAsync(Token)).LastResyncAt);
    }

    private Task InsertEntryAsync(string incident, string route, string part, string status, string dashboard = "") => ExecuteAsync(
        $"""
        INSERT INTO annotations (incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, failure)
        VALUES ('{incident}', '{route}', 'main', '{dashboard}', '{part}', 7, 'f00d', '{status}', {Ms(0)}, {Ms(0)}, 'bored')
        """);
}
