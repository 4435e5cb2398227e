using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    public static TheoryData<string, string> PartsAndStatuses => new(
        from part in Enum.GetNames<AnnotationPart>() from status in Enum.GetNames<AnnotationStatus>() select (part, status));

    [Theory]
    [MemberData(nameof(PartsAndStatuses))]
    public async Task Ledger_gives_back_every_field(string part, string status)
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var entry = new LedgerEntry(
            new LedgerKey(claim.Subject, "critical", "main", Enum.Parse<AnnotationPart>(part)),
            AnnotationId: long.MaxValue,
            Fingerprint: "sha256-of-it",
            Enum.Parse<AnnotationStatus>(status),
            Start: At(-90.125),
            End: At(3600.875),
            ConfirmAt: At(30));

        var saved = await Store.SaveLedgerAsync(claim, entry, Token);

        Assert.True(saved);
        Assert.Equal([entry], await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Ledger_gives_back_what_is_not_known_yet()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var entry = Entry(claim) with { AnnotationId = null, Fingerprint = null, ConfirmAt = null };

        await Store.SaveLedgerAsync(claim, entry, Token);

        Assert.Equal([entry], await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Ledger_is_empty_for_an_incident_that_is_not_in_it()
    {
        Assert.Empty(await Store.ReadLedgerAsync(SubjectId.Parse("INC1"), Token));
    }

    [Fact]
    public async Task Ledger_entry_is_written_over_the_one_with_its_key()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var later = new LedgerEntry(Entry(claim).Key, 7, "other", AnnotationStatus.Resolved, At(5), At(6), At(7));
        var last = Entry(claim) with { AnnotationId = null, Fingerprint = null, ConfirmAt = null };

        await Store.SaveLedgerAsync(claim, Entry(claim), Token);
        await Store.SaveLedgerAsync(claim, later, Token);
        Assert.Equal([later], await Store.ReadLedgerAsync(claim.Subject, Token));
        await Store.SaveLedgerAsync(claim, last, Token);
        Assert.Equal([last], await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Ledger_keeps_routes_and_parts_apart()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var key = Entry(claim).Key;
        LedgerKey[] keys =
        [
            key, key with { Route = "other" }, key with { Part = AnnotationPart.Resolve },
        ];

        foreach (var (number, each) in keys.Index())
        {
            await Store.SaveLedgerAsync(claim, Entry(claim) with { Key = each, AnnotationId = number + 1 }, Token);
        }

        var ledger = await Store.ReadLedgerAsync(claim.Subject, Token);
        Assert.Equal(keys.ToHashSet(), ledger.Select(entry => entry.Key).ToHashSet());
        await Store.RemoveLedgerAsync(claim, key, Start, Token);
        Assert.Equal(keys[1..].ToHashSet(), (await Store.ReadLedgerAsync(claim.Subject, Token)).Select(entry => entry.Key).ToHashSet());
    }

    [Fact]
    public async Task Ledger_keeps_incidents_apart()
    {
        var one = await AcceptAndClaimAsync("INC1", Start);
        var other = await AcceptAndClaimAsync("INC2", Start);
        await Store.SaveLedgerAsync(one, Entry(one), Token);
        await Store.SaveLedgerAsync(other, Entry(other), Token);

        await Store.RemoveLedgerAsync(one, Entry(one).Key, Start, Token);

        Assert.Empty(await Store.ReadLedgerAsync(one.Subject, Token));
        Assert.Equal([Entry(other)], await Store.ReadLedgerAsync(other.Subject, Token));
    }

    [Fact]
    public async Task Removing_what_is_not_in_the_ledger_is_no_loss_of_the_lease()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);

        Assert.True(await Store.RemoveLedgerAsync(claim, Entry(claim).Key, Start, Token));
    }

    [Fact]
    public async Task Ledger_is_there_for_the_next_process()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(claim, Entry(claim), Token);

        await ReopenAsync();

        Assert.Equal([Entry(claim)], await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Lost_lease_cannot_write_to_the_ledger()
    {
        var lost = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(lost, Entry(lost), Token);
        await ClaimOneAsync(lost.LeaseUntil);

        var saved = await Store.SaveLedgerAsync(lost, Entry(lost) with { AnnotationId = 99 }, Token);

        Assert.False(saved);
        Assert.Equal([Entry(lost)], await Store.ReadLedgerAsync(lost.Subject, Token));
    }

    [Fact]
    public async Task Lost_lease_cannot_remove_from_the_ledger()
    {
        var lost = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(lost, Entry(lost), Token);
        await ClaimOneAsync(lost.LeaseUntil);

        var removed = await Store.RemoveLedgerAsync(lost, Entry(lost).Key, Start, Token);

        Assert.False(removed);
        Assert.Equal([Entry(lost)], await Store.ReadLedgerAsync(lost.Subject, Token));
    }

    [Fact]
    public async Task Claim_that_was_completed_cannot_write_to_the_ledger()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await SucceedAsync(claim, At(1));

        Assert.False(await Store.SaveLedgerAsync(claim, Entry(claim), Token));
        Assert.Empty(await Store.ReadLedgerAsync(claim.Subject, Token));
    }

    private static LedgerEntry Entry(Claim claim) => new(
        new LedgerKey(claim.Subject, "default", claim.Grafana, AnnotationPart.Region),
        AnnotationId: NumberOf(claim.Subject.ToString()),
        Fingerprint: "fingerprint",
        AnnotationStatus.Open,
        Start: Start,
        End: Start,
        ConfirmAt: null);

    /// <summary>No two annotations of one Grafana have one number.</summary>
    private static long NumberOf(string name) => name.Aggregate(7L, (number, character) => (number * 31 % 1_000_000_007) + character);

    [Fact]
    public async Task Number_that_grafana_gave_again_is_that_of_the_newer_entry_alone()
    {
        var one = await AcceptAndClaimAsync("INC1", Start);
        var other = await AcceptAndClaimAsync("INC2", Start);
        await Store.SaveLedgerAsync(one, Entry(one) with { AnnotationId = 7 }, Token);

        Assert.True(await Store.SaveLedgerAsync(other, Entry(other) with { AnnotationId = 7 }, Token));

        Assert.Equal(Entry(one) with { AnnotationId = null, Fingerprint = null }, Assert.Single(await Store.ReadLedgerAsync(one.Subject, Token)));
        Assert.Equal(7, Assert.Single(await Store.ReadLedgerAsync(other.Subject, Token)).AnnotationId);

        // The same number of another Grafana is another annotation's.
        var elsewhere = (await Store.TryClaimAsync(new DeliveryKey(other.Subject, Next), null, Start, Start + LeaseTime, Token))!;
        await Store.SaveLedgerAsync(elsewhere, Entry(elsewhere) with { AnnotationId = 7 }, Token);
        Assert.Equal([7, 7], (await Store.ReadLedgerAsync(other.Subject, Token)).Select(entry => entry.AnnotationId!.Value));
    }

    [Fact]
    public async Task Lost_lease_takes_no_number_from_anybody()
    {
        var one = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(one, Entry(one) with { AnnotationId = 7 }, Token);
        var lost = await AcceptAndClaimAsync("INC2", Start);
        await CompleteAsync(lost, new WorkOutcome.Succeeded(null), Start);

        Assert.False(await Store.SaveLedgerAsync(lost, Entry(lost) with { AnnotationId = 7 }, Token));

        Assert.Equal(7, Assert.Single(await Store.ReadLedgerAsync(one.Subject, Token)).AnnotationId);
    }

    [Fact]
    public async Task How_often_an_annotation_vanished_is_kept()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);

        await Store.SaveLedgerAsync(claim, Entry(claim) with { Vanished = 1 }, Token);
        await Store.SaveLedgerAsync(claim, Entry(claim) with { Vanished = 2 }, Token);

        Assert.Equal(2, Assert.Single(await Store.ReadLedgerAsync(claim.Subject, Token)).Vanished);
    }

    [Fact]
    public async Task What_is_removed_is_known_as_taken_away_until_it_is_forgotten()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        var entry = Entry(claim) with { End = At(60) };
        await Store.SaveLedgerAsync(claim, entry, Token);
        Assert.Empty(await Store.ReadTakenAwayAsync(Main, Start, Token));

        await Store.RemoveLedgerAsync(claim, entry.Key, At(10), Token);
        await Store.SaveLedgerAsync(claim, entry, Token);
        await Store.RemoveLedgerAsync(claim, entry.Key, At(20), Token);

        Assert.Equal([new TakenAway(entry.Key, entry.Start, entry.End)], await Store.ReadTakenAwayAsync(Main, At(60), Token));
        Assert.Empty(await Store.ReadTakenAwayAsync(Main, At(61), Token));
        Assert.Empty(await Store.ReadTakenAwayAsync(Next, Start, Token));
        Assert.Equal(0, await Store.ForgetTakenAwayAsync(At(60), limit: 10, Token));
        Assert.Equal(1, await Store.ForgetTakenAwayAsync(At(61), limit: 10, Token));
        Assert.Empty(await Store.ReadTakenAwayAsync(Main, Start, Token));
    }
}
