using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>How soon a replica looks again at what is open, and what it asks incident.io for then.</summary>
public sealed class OpenIncidentsWatchTests : ReconciliationFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(30);
    private static readonly Incident Live = AnIncident.Live();

    [Fact]
    public async Task Without_the_severities_it_looks_again_in_thirty_seconds_and_then_every_five()
    {
        var watch = await NewWatchAsync();
        IncidentIo.ThenFails(HttpStatusCode.BadGateway);

        Assert.Equal(Later, await watch.LookAsync(Cancellation));
        Assert.Equal(Soon, await watch.LookAsync(Cancellation));

        Assert.Equal(["severities", "list after ", "severities"], IncidentIo.Calls);
    }

    [Fact]
    public async Task A_list_that_could_not_be_read_is_asked_for_again_in_thirty_seconds()
    {
        var watch = await NewWatchAsync();
        await watch.LookAsync(Cancellation);
        await ShowAsync(Live);
        IncidentIo.Calls.Clear();
        IncidentIo.ThenFails(HttpStatusCode.BadGateway);

        Assert.Equal(Later, await watch.LookAsync(Cancellation));
        Assert.Equal(Soon, await watch.LookAsync(Cancellation));
        Assert.Equal(Soon, await watch.LookAsync(Cancellation));

        Assert.Equal(["list after ", "list after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task What_is_shown_as_open_and_is_not_on_the_list_is_asked_for_once()
    {
        await ShowAsync(Live);
        var watch = await NewWatchAsync();
        await watch.LookAsync(Cancellation);
        IncidentIo.Calls.Clear();

        await watch.LookAsync(Cancellation);

        Assert.Empty(IncidentIo.Calls);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_with_the_name_of_the_loop()
    {
        var time = new WatchedTime(Time);
        using var watch = new OpenIncidentsWatch(OpenIncidents, Incidents, States, Store.Store, Settings, time, Logger<OpenIncidentsWatch>());
        Store.Fail(nameof(ILedger.ReadOpenAsync));
        await watch.StartAsync(Cancellation);
        await Eventually.IsTrueAsync(() => time.Waits.Contains(Soon), "the loop waits");

        Time.Advance(Soon);

        await Eventually.IsTrueAsync(() => Lines(EventIds.LoopFailed, LogLevel.Warning).Count == 1, "the failure is told");
        await watch.StopAsync(Cancellation);
        Assert.Equal(
            ["The loop open incidents could not do its work: The store is away. It goes on in 1 s."], Lines(EventIds.LoopFailed, LogLevel.Warning));
    }

    /// <summary>Past the pause at its start, with nothing asked for so far.</summary>
    private async Task<OpenIncidentsWatch> NewWatchAsync()
    {
        var watch = new OpenIncidentsWatch(OpenIncidents, Incidents, States, Store.Store, Settings, Time, Logger<OpenIncidentsWatch>());
        Assert.Equal(Soon, await watch.LookAsync(Cancellation));
        IncidentIo.Calls.Clear();
        return watch;
    }
}
