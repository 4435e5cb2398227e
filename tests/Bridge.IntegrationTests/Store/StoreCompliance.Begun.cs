using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Those_that_begin_in_a_time_are_found_by_their_kind_and_each_once()
    {
        await BeginsAsync("alert:BEFORE", start: -1, end: 100);
        await BeginsAsync("alert:FIRST", start: 0, end: 0);
        await BeginsAsync("alert:LAST", start: 59.999, end: 100, routes: ["one", "two"]);
        await BeginsAsync("alert:AFTER", start: 60, end: 100);
        await BeginsAsync("INC1", start: 1, end: 2);
        await BeginsAsync("maintenance:WINDOW", start: 1, end: 2);

        var found = await Store.ReadBegunAsync(SubjectKind.Alert, At(0), At(60), Token);

        Assert.Equal([SubjectId.Parse("alert:FIRST"), SubjectId.Parse("alert:LAST")], found);
    }

    [Fact]
    public async Task What_is_in_a_Grafana_that_is_not_of_the_settings_has_not_begun()
    {
        await BeginsAsync("alert:FIRST", start: 0, end: 0);
        await ReopenAsync(Next);

        Assert.Empty(await Store.ReadBegunAsync(SubjectKind.Alert, At(0), At(60), Token));
    }

    private async Task BeginsAsync(string subject, double start, double end, params IReadOnlyList<string> routes)
    {
        var claim = await AcceptAndClaimAsync(subject, Start);
        foreach (var route in routes.DefaultIfEmpty("default"))
        {
            var key = new LedgerKey(claim.Subject, route, Main, AnnotationPart.Region);
            Assert.True(await Store.SaveLedgerAsync(claim, new LedgerEntry(key, null, null, AnnotationStatus.Open, At(start), At(end), ConfirmAt: null), Token));
        }
    }
}
