using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>Incidents that are long over are forgotten, and nothing that is still needed goes with them.</summary>
public abstract partial class StoreCompliance
{
    private static readonly DateTimeOffset MuchLater = Start.AddDays(100);

    [Fact]
    public async Task Incident_that_is_over_is_forgotten_with_its_ledger_and_no_other()
    {
        await SettleAsync("INC1", Start);
        await SettleAsync("INC2", At(100));

        Assert.Equal(1, await ForgetAsync(before: At(50)));

        Assert.Equal(["INC2"], await KnownAsync("INC1", "INC2"));
        Assert.Empty(await Store.ReadLedgerAsync(SubjectId.Parse("INC1"), Token));
        Assert.Single(await Store.ReadLedgerAsync(SubjectId.Parse("INC2"), Token));
    }

    [Fact]
    public async Task Incidents_that_were_worked_on_longest_ago_are_forgotten_first_and_no_more_than_the_limit()
    {
        foreach (var (incident, at) in new[] { ("INC1", 30), ("INC2", 10), ("INC3", 20) })
        {
            await SettleAsync(incident, At(at));
        }

        Assert.Equal(2, await Store.ForgetIncidentsAsync(MuchLater, limit: 2, Token));
        Assert.Equal(["INC1"], await KnownAsync("INC1", "INC2", "INC3"));
        Assert.Equal(1, await Store.ForgetIncidentsAsync(MuchLater, limit: 2, Token));
        Assert.Equal(0, await Store.ForgetIncidentsAsync(MuchLater, limit: 2, Token));
    }

    [Fact]
    public async Task Incident_without_an_annotation_is_forgotten_too()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1));

        Assert.Equal(1, await ForgetAsync());
    }

    [Fact]
    public async Task Incident_on_which_there_is_work_is_kept()
    {
        await AcceptAsync("WAITS", Start);
        await RetryAsync(await ClaimOneAsync(Start), At(1), dueAt: At(60));
        await DeadLetterAsync(await AcceptAndClaimAsync("DEAD", Start), At(1), dueAt: At(60));
        await SucceedAsync(await AcceptAndClaimAsync("OPEN", Start), At(1), lookAgainAt: At(60));
        await SettleAsync("LEASED", Start);
        await Store.TryClaimAsync(Key("LEASED"), askedAt: null, At(10), At(130), Token);
        await SettleAsync("WOKEN", Start);
        await AcceptAsync("WOKEN", At(10));

        Assert.Equal(0, await ForgetAsync());
        Assert.Equal(5, (await KnownAsync("WAITS", "DEAD", "OPEN", "LEASED", "WOKEN")).Count);
    }

    [Fact]
    public async Task Incident_whose_last_event_or_work_is_not_long_ago_is_kept()
    {
        await SettleAsync("WORKED", Start);
        var claim = await Store.TryClaimAsync(Key("WORKED"), askedAt: null, At(60), At(180), Token);
        await SucceedAsync(claim!, At(61));
        await SucceedAsync(await AcceptAndClaimAsync("HEARD", Start), At(1));

        // The clock was set back between the event and the work on it.
        await AcceptAsync("HEARD", At(60));
        await SucceedAsync(await ClaimLaterAsync("HEARD", At(2)), At(3));

        Assert.Equal(0, await ForgetAsync(before: At(50)));
        Assert.Equal(2, await ForgetAsync(before: At(70)));
    }

    [Fact]
    public async Task Change_that_is_not_counted_yet_is_kept()
    {
        await SettleAsync("INC1", Start);
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"));
        await ShowAsync(await ClaimOneAsync(At(10)), At(10.5), At(11), changed: true);

        Assert.Equal(0, await ForgetAsync());
        Assert.Equal(1, await Store.CountMissedAsync(At(20), Token));
        Assert.Equal(1, await ForgetAsync());
    }

    public static TheoryData<string> NeededAnnotations => ["open", "ended lately", "never made", "known to be wrong", "in doubt"];

    [Theory]
    [MemberData(nameof(NeededAnnotations))]
    public async Task Incident_with_an_annotation_that_needs_it_is_kept(string what)
    {
        var entry = Ended("INC1", "other", Start);
        await SettleAsync("INC1", Start, Ended("INC1", "default", Start), what switch
        {
            "open" => entry with { Status = AnnotationStatus.Open },
            "ended lately" => entry with { End = MuchLater },
            "never made" => entry with { AnnotationId = null },
            "known to be wrong" => entry with { Fingerprint = null },
            _ => entry with { ConfirmAt = Start },
        });

        Assert.Equal(0, await ForgetAsync());
        Assert.Equal(2, (await Store.ReadLedgerAsync(SubjectId.Parse("INC1"), Token)).Count);
    }

    [Fact]
    public async Task Webhook_about_a_forgotten_incident_finds_one_of_which_nothing_is_known()
    {
        await SettleAsync("INC1", Start);
        await ForgetAsync();

        Assert.Equal(AcceptResult.Stored, await AcceptAsync("INC1", MuchLater));

        var claim = await ClaimOneAsync(MuchLater);
        Assert.Null(claim.StateAt);
        Assert.Equal(MuchLater, claim.PendingSince);
    }

    [Fact]
    public async Task Space_is_given_back_until_there_is_none_to_give()
    {
        Assert.Equal(0, await Store.GiveSpaceBackAsync(10, Token));
    }

    private static LedgerEntry Ended(string incident, string route, DateTimeOffset at, string grafana = Main) => new(
        new LedgerKey(SubjectId.Parse(incident), route, grafana, AnnotationPart.Region), NumberOf(incident + route), "f00d", AnnotationStatus.Resolved, at, at, ConfirmAt: null);

    /// <summary>An incident that came, was annotated, and is over.</summary>
    private async Task SettleAsync(string incident, DateTimeOffset at, params LedgerEntry[] ledger)
    {
        var claim = await AcceptAndClaimAsync(incident, at);
        foreach (var entry in ledger.Length > 0 ? ledger : [Ended(incident, "default", at)])
        {
            Assert.True(await Store.SaveLedgerAsync(claim, entry, Token));
        }

        Assert.True(await CompleteAsync(claim, new WorkOutcome.Succeeded(LookAgainAt: null, new ShownVersion(at, at)), at));
    }

    private async Task<Claim> ClaimLaterAsync(string incident, DateTimeOffset now) =>
        (await Store.TryClaimAsync(Key(incident), askedAt: null, now, now + LeaseTime, Token))!;

    private Task<int> ForgetAsync(DateTimeOffset? before = null) => Store.ForgetIncidentsAsync(before ?? MuchLater, limit: 100, Token);

    private async Task<IReadOnlyList<string>> KnownAsync(params string[] incidents)
    {
        var known = await Store.ReadDeliveriesAsync([.. incidents.Select(SubjectId.Parse)], Token);
        return [.. incidents.Where(incident => known.Contains(SubjectId.Parse(incident)))];
    }
}
