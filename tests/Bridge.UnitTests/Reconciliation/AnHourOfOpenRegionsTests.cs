using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What three hundred open incidents cost in an hour, with the loops of two Grafanas and the resync that there is.</summary>
public sealed class AnHourOfOpenRegionsTests() : LoopFixture(("Reconciliation:MaxConcurrency", "1"))
{
    private const int Open = 300;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Incident_io_is_asked_by_resync_alone_each_region_is_written_six_times_and_is_always_ahead_of_now()
    {
        var incidents = await ShowAllAsync();
        var asked = IncidentIo.Calls.Count;
        InMemoryGrafana[] grafanas = [Grafana, Other];
        foreach (var grafana in grafanas)
        {
            grafana.Calls.Clear();
        }

        await StartBothAsync();
        var watermark = Now;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += Step)
        {
            if (passed.Ticks % TimeSpan.FromMinutes(5).Ticks == 0)
            {
                asked += 2;
                IncidentIo.ThenLists(next: null).ThenLists(next: null, incidents);
                watermark = Assert.IsType<JobResult.Done>(await ResyncAsync(watermark)).Watermark;
            }

            Time.Advance(Step);
            Signal.Wake();
            Assert.All(grafanas.SelectMany(grafana => grafana.Annotations.ToArray()), region => Assert.InRange(region.End - Now, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(15)));
            await NothingIsDueAsync();
        }

        await Eventually.IsTrueAsync(() => grafanas.All(grafana => grafana.Writes.Count() >= 6 * Open), "the last are moved");
        Assert.Equal(asked, IncidentIo.Calls.Count);
        foreach (var grafana in grafanas)
        {
            var moves = grafana.Writes.CountBy(call => call).ToDictionary();
            Assert.Equal(Open, moves.Count);
            Assert.All(moves, move => Assert.Equal(6, move.Value));
            Assert.All(moves.Keys, call => Assert.StartsWith("move", call, StringComparison.Ordinal));

            // Ten groups in an interval, of incidents that began in the same minute of ten.
            Assert.InRange(grafana.Calls.Count(call => call == "list"), 60, 120);
            Assert.Equal(grafana.Calls.Count, grafana.Writes.Count() + grafana.Calls.Count(call => call == "list"));
            Assert.Equal(Open, grafana.Annotations.Select(found => AnnotationTags.OwnerOf(found.Tags)).Distinct().Count());
        }
    }

    /// <summary>They began one after the other, every thirteen seconds.</summary>
    private async Task<Incident[]> ShowAllAsync()
    {
        var incidents = Enumerable.Range(1, Open)
            .Select(number => Numbered(number, AnIncident.Live() with { CreatedAt = AnIncident.DeclaredAt.AddSeconds(13 * number) }))
            .ToArray();
        foreach (var incident in incidents)
        {
            await ShowAsync(incident);
        }

        return incidents;
    }

    private async Task NothingIsDueAsync()
    {
        foreach (var grafana in (string[])["main", "other"])
        {
            await Eventually.IsTrueAsync(async () => (await DueAsync(Now, grafana)).Count == 0, $"nothing is due in Grafana {grafana}");
        }
    }
}
