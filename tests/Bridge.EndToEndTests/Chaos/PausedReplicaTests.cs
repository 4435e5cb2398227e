using System.Globalization;
using Bridge.Simulator;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>What a replica holds when it stalls is another's once the lease ran out.</summary>
public sealed class PausedReplicaTests
{
    /// <summary>As many as Grafana is given at once.</summary>
    private const int Incidents = 8;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The sleeper is paused when it has fetched an old state and looks into Grafana. The lease runs out by the other replica's clock, which is
    /// moved: so the sleeper wakes up before any time-out of its own, and nothing but the lease keeps it from writing what is old.
    /// </summary>
    [Fact]
    public async Task A_replica_that_wakes_up_after_its_lease_ran_out_writes_nothing()
    {
        Assert.SkipUnless(ReplicaClock.CanMove, "There is no C compiler to move a clock with: apt-get install clang");
        await using var store = await PostgresChaosStore.CreateAsync();
        await using var world = await ChaosWorld.CreateAsync(
            store,
            replicas: 2,
            GrafanaDialect.V12,
            [
                ("Annotations__DriftInterval", "00:00:00"),
                ("Grafana__main__Timeout", "00:01:00"),
                ("Grafana__main__MaxConcurrency", Incidents.ToString(CultureInfo.InvariantCulture)),
            ],
            Token);
        await world.StartReplicasAsync(Token);
        var (sleeper, other) = (world.Replicas[0], world.Replicas[1]);
        await other.Bridge.StopAsync(Token);
        var sender = new ChaosSender(world, new ChaosLedger());
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        world.Grafana.Faults.Always(Fault.Slow(TimeSpan.FromSeconds(8)));
        await Task.WhenAll(Enumerable.Range(1, Incidents).Select(number =>
            sender.Change(new PlannedChange(TimeSpan.Zero, number, ChangeKind.Renamed, Copies: 0), now, Token)));
        await EventuallyAsync("the sleeper to look for them all", () => world.Grafana.Requests.Count(request => request.QueryValue("tags").Length > 0) >= Incidents);
        sleeper.Bridge.Pause();
        Assert.Empty(world.Grafana.Annotations);

        foreach (var incident in sender.Latest)
        {
            world.IncidentIo.Put(incident.Renamed("The latest name", now));
        }

        world.Grafana.Faults.Clear();
        other.Clock.SetOff(130);
        await other.StartAsync(Token);
        await EventuallyAsync("the other to do the work", () => LoggedBy(other, LogEvent.AnnotationCreated) == Incidents);

        world.Grafana.ForgetRequests();
        sleeper.Bridge.Resume();
        await EventuallyAsync("the sleeper to notice", () => LoggedBy(sleeper, LogEvent.LeaseLost) == Incidents);

        Assert.DoesNotContain(world.Grafana.Requests, request => request.Method != "GET");
        Assert.All(sender.Latest, incident =>
            Assert.Contains("The latest name", Assert.Single(world.Grafana.WithTags($"x-incident:{incident.Id}")).Text, StringComparison.Ordinal));
    }

    /// <summary>Of the Grafana that is slow: whether the sleeper was done with the other one when it was paused is up to the machine.</summary>
    private static int LoggedBy(Replica replica, int eventId) =>
        replica.Bridge.Log.Count(entry => entry.EventId == eventId && entry.State("Grafana") == "main");

    private static Task EventuallyAsync(string what, Func<bool> condition) => Eventually.TrueAsync(what, Deadline, condition, Token);
}
