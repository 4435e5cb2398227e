using System.Collections.Concurrent;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>However many open ends are due, a new incident does not wait for them.</summary>
public sealed class DeliveryLoopOpenEndsTests() : LoopFixture(("Reconciliation:MaxConcurrency", "1"))
{
    /// <summary>As many as make a backlog, twice over.</summary>
    private const int Open = 100;

    /// <summary>How many ends are moved before the incident comes.</summary>
    private const int Moved = 20;

    /// <summary>What is under way when it comes, and what has taken the place of that before the loop looks.</summary>
    private const int MostBefore = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_incident_is_shown_in_the_middle_of_the_moves(bool areOfAnotherProcess)
    {
        var incidents = Enumerable.Range(1, Open).Select(number => Numbered(number, AnIncident.Live())).ToArray();
        foreach (var incident in incidents)
        {
            await ShowAsync(incident);
        }

        Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(Open, (await DueAsync(Now)).Count);
        var news = Numbered(Open + 1, AnIncident.Live());
        IncidentIo.Has(news);
        IncidentIo.ThenLists(next: null, incidents);
        var writes = new ConcurrentQueue<string>();
        Grafana.OnWrite = async call =>
        {
            writes.Enqueue(call);
            if (writes.Count == Moved)
            {
                await WebhookAsync(news.Id);
                Signal.Wake();
            }
        };

        await (areOfAnotherProcess ? StartAnewAsync() : StartAsync());

        await Eventually.IsTrueAsync(() => writes.Contains("create"), "the incident is shown");
        Assert.InRange(writes.TakeWhile(call => call != "create").Count(), Moved, Moved + MostBefore);
        await Eventually.IsTrueAsync(() => writes.Count == Open + 1, "all ends are moved");
    }
}
