using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>Which Grafana is behind a name, and what becomes of the numbers of another one.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_Grafana_is_nobodys_before_it_is_noted_and_then_what_was_noted_last()
    {
        Assert.Null(await Store.ReadGrafanaAsync(Main, Token));

        await Store.NoteGrafanaAsync(Main, new GrafanaIdentity("https://grafana.example", null), Token);
        Assert.Equal(new GrafanaIdentity("https://grafana.example", null), await Store.ReadGrafanaAsync(Main, Token));
        await Store.NoteGrafanaAsync(Main, new GrafanaIdentity("https://grafana.example", 7), Token);
        await ReopenAsync();

        Assert.Equal(new GrafanaIdentity("https://grafana.example", 7), await Store.ReadGrafanaAsync(Main, Token));
        Assert.Null(await Store.ReadGrafanaAsync(Next, Token));
    }

    [Fact]
    public async Task At_another_address_numbers_are_forgotten_and_entries_are_not()
    {
        await ReopenAsync(Main, Next);
        var (open, recent, old) = (await PostAsync("OPEN", 1, AnnotationStatus.Open, At(-9_000_000)), await PostAsync("RECENT", 2, AnnotationStatus.Resolved, At(-60)), await PostAsync("OLD", 3, AnnotationStatus.Resolved, At(-9_000_000)));
        var elsewhere = await PostAsync("OPEN", 4, AnnotationStatus.Open, At(0), Next);

        Assert.Equal(3, await Store.ReplaceGrafanaAsync(Main, new GrafanaIdentity("https://other.example", 1), At(-3600), At(100), Token));

        Assert.Equal(new GrafanaIdentity("https://other.example", 1), await Store.ReadGrafanaAsync(Main, Token));
        foreach (var entry in new[] { open, recent, old })
        {
            Assert.Contains(entry with { AnnotationId = null, Fingerprint = null }, await Store.ReadLedgerAsync(entry.Key.Subject, Token));
        }

        Assert.Contains(elsewhere, await Store.ReadLedgerAsync(elsewhere.Key.Subject, Token));
        Assert.Equal(["OPEN", "RECENT"], (await ClaimAsync(At(100))).Select(claim => claim.Subject.ToString()).Order());
        Assert.Empty(await ClaimAsync(At(100), grafana: Next));
    }

    [Fact]
    public async Task What_is_due_at_another_address_is_no_move()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await Store.SaveLedgerAsync(claim, Entry("INC1", Main, 1, AnnotationStatus.Open, At(600)), Token);
        await CompleteAsync(claim, new WorkOutcome.Succeeded(At(600), new ShownVersion(At(0.1), At(0.1))) { IsMove = true }, At(1));

        await Store.ReplaceGrafanaAsync(Main, new GrafanaIdentity("https://other.example", 1), At(-3600), At(700), Token);

        Assert.False((await ClaimOneAsync(At(700))).IsMove);
    }

    private async Task<LedgerEntry> PostAsync(string incident, long number, AnnotationStatus status, DateTimeOffset end, string grafana = Main)
    {
        var claim = (await Store.TryClaimAsync(new DeliveryKey(SubjectId.Parse(incident), grafana), null, Start, At(120), Token))!;
        var entry = Entry(incident, grafana, number, status, end);
        Assert.True(await Store.SaveLedgerAsync(claim, entry, Token));
        await SucceedAsync(claim, At(1));
        return entry;
    }

    private static LedgerEntry Entry(string incident, string grafana, long number, AnnotationStatus status, DateTimeOffset end) => new(
        new LedgerKey(SubjectId.Parse(incident), "default", grafana, AnnotationPart.Region), number, "f00d", status, At(-10_000_000), end, ConfirmAt: null);
}
