using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>What is no incident has its kind before its id; nothing else sets it apart.</summary>
public abstract partial class StoreCompliance
{
    public static TheoryData<string> Kinds => [.. SubjectKinds.All.Where(kind => kind != SubjectKind.Incident).Select(SubjectKinds.NameOf)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Id_with_a_kind_is_worked_on_as_an_incidents_is(string kind)
    {
        var id = $"{kind}:01ABC_x-y";
        await MarkAsync(Start, isUnannounced: false, Key(id));

        Assert.Equal(id, Assert.Single(await ReadDueAsync(Start, lane: Lane.Others)).Subject.ToString());
        Assert.Equal(Start, await NextDueAsync(lane: Lane.Others));
        var claim = await ClaimOneAsync(Start, lane: Lane.Others);
        Assert.Equal((id, kind), (claim.Subject.ToString(), SubjectKinds.NameOf(claim.Subject.Kind)));
        Assert.True(await Store.SaveLedgerAsync(claim, Entry(claim), Token));
        Assert.Equal([claim.Key], await Store.ReadOpenAsync(Token));
        Assert.Equal([Entry(claim)], await Store.ReadLedgerAsync(claim.Subject, Token));
        Assert.Equal([Entry(claim)], await Store.ReadLedgerOfGrafanaAsync(Main, Start, Token));
        Assert.True(await DeadLetterAsync(claim, At(1), At(60)));
        Assert.Equal(claim.Key, Assert.Single(await Store.ReadDeadLettersAsync(10, Token)).Key);
        Assert.Equal([id], await KnownAsync(id));
        Assert.Equal(1, await Store.WakeAsync(Main, At(2), Token));
        Assert.Equal(id, (await ClaimOneAsync(At(2), lane: Lane.Others)).Subject.ToString());
    }

    [Fact]
    public async Task Id_with_a_kind_is_another_than_the_one_without()
    {
        await AcceptAsync("ABC", Start);
        await MarkAsync(At(1), isUnannounced: false, Key("maintenance:ABC"));

        Claim[] claims = [await ClaimOneAsync(At(2)), await ClaimOneAsync(At(2), lane: Lane.Others)];
        Assert.Equal(["ABC", "maintenance:ABC"], claims.Select(claim => claim.Subject.ToString()));
        await Store.SaveLedgerAsync(claims[0], Entry(claims[0]), Token);
        await Store.SaveLedgerAsync(claims[1], Entry(claims[1]), Token);
        Assert.Equal([Entry(claims[1])], await Store.ReadLedgerAsync(claims[1].Subject, Token));
        Assert.True(await Store.RemoveLedgerAsync(claims[1], Entry(claims[1]).Key, At(3), Token));
        Assert.Equal(claims[1].Subject, Assert.Single(await Store.ReadTakenAwayAsync(Main, Start, Token)).Key.Subject);
        Assert.Equal([Entry(claims[0])], await Store.ReadLedgerAsync(claims[0].Subject, Token));
    }

    [Fact]
    public async Task Lane_is_claimed_and_read_and_waited_for_without_the_other()
    {
        await MarkAsync(Start, isUnannounced: false, [.. Enumerable.Range(1, 20).Select(number => Key($"alert:{number:00}"))]);
        await SucceedAsync(await AcceptAndClaimAsync("INC2", Start), At(1), lookAgainAt: At(60));
        await MarkAsync(At(1), isUnannounced: false, Key("INC1"));

        Assert.Equal((At(1), Start), (await NextDueAsync(), await NextDueAsync(lane: Lane.Others)));
        Assert.Equal(["INC1"], (await ReadDueAsync(At(9), limit: 5)).Select(due => due.Subject.ToString()));
        Assert.Equal(["INC1"], (await ClaimAsync(At(9), limit: 5)).Select(claim => claim.Subject.ToString()));
        Assert.Equal(
            ["alert:01", "alert:02", "alert:03"], (await ClaimAsync(At(9), limit: 3, lane: Lane.Others)).Select(claim => claim.Subject.ToString()).Order(StringComparer.Ordinal));

        // INC1's lease, and the end that INC2's region needs.
        Assert.Equal(At(9) + LeaseTime, (await ClaimAndWaitAsync(At(60))).NextDueAt);
        Assert.Equal(17, (await ClaimAsync(At(60), limit: 50, lane: Lane.Others)).Count);

        async Task<ClaimResult> ClaimAndWaitAsync(DateTimeOffset now)
        {
            var result = await Store.ClaimAsync(Main, Lane.Incidents, 5, now, now + LeaseTime, Token);
            Assert.Equal("INC2", Assert.Single(result.Claims).Subject.Value);
            return result;
        }
    }

    [Fact]
    public async Task Alert_that_was_not_shown_is_forgotten_after_a_day_and_nothing_else()
    {
        await SettleUnshownAsync("alert:unshown");
        await Store.NoteVisibilityAsync(SubjectId.Parse("alert:unshown"), Visibility.Public, Start, Token);
        await SettleUnshownAsync("alert:private");
        await Store.NoteVisibilityAsync(SubjectId.Parse("alert:private"), Visibility.Private, Start, Token);
        await SettleUnshownAsync("INC1");
        await SettleUnshownAsync("alert:failed", new WorkOutcome.Retry(FailureReason.Server, At(9)));
        await SettleUnshownAsync("alert:again", new WorkOutcome.Succeeded(At(9)));
        await SettleUnshownAsync("alert:leased");
        await Store.TryClaimAsync(Key("alert:leased"), askedAt: null, At(2), At(60), Token);
        await MarkAsync(Start, isUnannounced: false, Key("alert:shown"));
        var claim = await ClaimOneAsync(Start, lane: Lane.Others);
        await Store.SaveLedgerAsync(claim, Entry(claim) with { Status = AnnotationStatus.Resolved }, Token);
        await SucceedAsync(claim, At(1));
        await ExecuteAsync("INSERT INTO deliveries (incident_id, grafana, generation, claimed_at, outcome) SELECT 'newer:1', grafana, 1, claimed_at, outcome FROM deliveries WHERE incident_id = 'alert:unshown'");

        Assert.Equal(0, await Store.ForgetUnshownAsync(At(-60), Start, 10, Token));
        Assert.Equal(0, await Store.ForgetUnshownAsync(At(1), At(60), 10, Token));
        Assert.Equal(1, await Store.ForgetUnshownAsync(At(-60), At(60), 10, Token));

        Assert.Equal(
            ["INC1", "alert:again", "alert:failed", "alert:leased", "alert:private", "alert:shown"],
            (await KnownAsync("INC1", "alert:again", "alert:failed", "alert:leased", "alert:private", "alert:shown", "alert:unshown")).Order(StringComparer.Ordinal));
        Assert.Equal(
            [KeyValuePair.Create(SubjectId.Parse("alert:private"), Visibility.Private)],
            await Store.ReadVisibilityAsync([SubjectId.Parse("alert:private"), SubjectId.Parse("alert:unshown")], Token));

        async Task SettleUnshownAsync(string id, WorkOutcome? outcome = null)
        {
            var leased = await Store.TryClaimAsync(Key(id), askedAt: null, Start, At(60), Token);
            await CompleteAsync(leased!, outcome ?? new WorkOutcome.Succeeded(null), Start);
        }
    }

    [Fact]
    public async Task Id_with_a_kind_is_forgotten_when_it_is_over()
    {
        await MarkAsync(Start, isUnannounced: false, Key("maintenance:ABC"));
        var claim = await ClaimOneAsync(Start, lane: Lane.Others);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await ShowAsync(claim, Start, At(1));
        Assert.Equal(0, await ForgetAsync());

        claim = (await Store.TryClaimAsync(claim.Key, askedAt: null, At(2), At(60), Token))!;
        await Store.SaveLedgerAsync(claim, Entry(claim) with { Status = AnnotationStatus.Resolved }, Token);
        await ShowAsync(claim, At(2), At(3));

        Assert.Equal(1, await ForgetAsync());
        Assert.Empty(await KnownAsync("maintenance:ABC"));
        Assert.Empty(await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Grafana_that_is_new_gets_what_is_open_of_every_kind()
    {
        await MarkAsync(Start, isUnannounced: false, Key("maintenance:ABC"));
        var claim = await ClaimOneAsync(Start, lane: Lane.Others);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await ShowAsync(claim, Start, At(1));
        await ReopenAsync(Main, Next);

        await AdmitAsync(since: At(50), At(60));

        Assert.Equal(["maintenance:ABC"], await DueInAsync(Next, At(60)));
    }

    /// <summary>A newer replica beside this one, or before a way back, works on kinds that this one does not know.</summary>
    [Theory]
    [InlineData("newer:01ABC")]
    [InlineData("maintenances:01ABC")]
    [InlineData("Maintenance:01ABC")]
    [InlineData("incident:01ABC")]
    [InlineData("maintenance:")]
    [InlineData("maintenance:01:ABC")]
    [InlineData(":01ABC")]
    public async Task Kind_that_is_not_known_is_left_to_who_knows_it(string id)
    {
        foreach (var (suffix, columns) in new[] { ("", "1, 1, 'dead_letter'"), ("B", "0, 1, 'none'"), ("C", "0, NULL, 'retry'") })
        {
            // One without an id stays so, whatever is behind it.
            var key = id.EndsWith(':') && suffix.Length > 0 ? $"{id}{suffix}:" : id + suffix;
            await ExecuteAsync($"INSERT INTO deliveries (incident_id, grafana, generation, due_at, urgent, pending_since, outcome) VALUES ('{key}', 'main', 1, 1, {columns})");
        }

        await InsertEntryAsync(id, "default", "region", "open");

        foreach (var lane in Lanes.All)
        {
            Assert.Null(await NextDueAsync(lane: lane));
            Assert.Empty(await ClaimAsync(At(5), lane: lane));
            Assert.Empty(await ReadDueAsync(At(5), lane: lane));
        }

        Assert.Empty(await Store.ReadDeadLettersAsync(10, Token));
        Assert.Empty(await Store.ReadOpenAsync(Token));
        Assert.Empty(await Store.ReadLedgerOfGrafanaAsync(Main, Start, Token));
        await Store.WakeAsync(Main, At(7), Token);
        await AdmitAsync(since: At(-99), At(7));
        Assert.Empty(await ClaimAsync(At(8), lane: Lane.Others));
        Assert.Equal(0, await ForgetAsync());
    }
}
