using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>What goes wrong with a Grafana and with no other server, and what its operator does to its database.</summary>
public sealed partial class SimulatedGrafana
{
    private int _writesInFlight;

    /// <summary>Whether it reaches its database.</summary>
    public GrafanaDatabase Database { get; set; }

    /// <summary>
    /// Whether every list has each item twice. Grafana 12 does so of itself to organization annotations when some of the matches lie
    /// on dashboards that the token may not see, see <see cref="SimulatedDashboard.IsClosed"/>; this needs no such dashboards.
    /// </summary>
    public bool RepeatsItems { get; set; }

    /// <summary>
    /// A create is stopped between the annotation and the rows of its tags, because Grafana was killed or the client was cut off: the
    /// connection is cut, and the annotation shows its tags and is found by none. Other requests are cut before anything is done.
    /// </summary>
    public Fault CreateCutInHalf => Fault.Of("create cut in half", exchange =>
    {
        CreateHalf(exchange.Request);
        exchange.Cut();
        return Task.CompletedTask;
    });

    /// <summary>As <see cref="CreateCutInHalf"/>, but the client has to lose its patience: the answer never comes.</summary>
    public Fault CreateHangsInHalf => Fault.Of("create hangs in half", exchange =>
    {
        CreateHalf(exchange.Request);
        return Task.Delay(Timeout.InfiniteTimeSpan, exchange.Time, exchange.Aborted);
    });

    /// <summary>SQLite under load: a write beside so many others is a 500 of Grafana's own, and nothing of it is done.</summary>
    /// <param name="writes">How many succeed at once.</param>
    /// <param name="each">How long a write takes; reads take no time.</param>
    public Fault DatabaseLockedAbove(int writes, TimeSpan each) => Fault.Of($"database locked above {writes} writes", async exchange =>
    {
        if (exchange.Request.Method == "GET")
        {
            await exchange.SendAsync(exchange.Handle());
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _writesInFlight) > writes)
            {
                await exchange.SendAsync(Dialect.Error(500, exchange.Request.Method switch
                {
                    "POST" => "Failed to save annotation",
                    "DELETE" => "Failed to delete annotation",
                    _ => "Failed to update annotation",
                }));
                return;
            }

            await Task.Delay(each, exchange.Time, exchange.Aborted);
            await exchange.SendAsync(exchange.Handle());
        }
        finally
        {
            Interlocked.Decrement(ref _writesInFlight);
        }
    });

    /// <summary>The annotations as they are now, to be restored later.</summary>
    public GrafanaBackup Backup()
    {
        lock (Gate)
        {
            return _table.ToBackup();
        }
    }

    /// <summary>The annotations are as they were, and ids that were given since the backup are given again.</summary>
    public void Restore(GrafanaBackup backup) => Locked(() => _table.Restore(backup));

    /// <summary>
    /// Grafana is set up anew: no annotation is left, and ids begin at 1. Dashboards and tokens are provisioned, and stay.
    /// </summary>
    public void Rebuild() => Locked(() => _table.Restore(new GrafanaBackup([], [], 0)));

    /// <summary>The next annotation gets the id after this one: as after many more, or on a database that counts otherwise.</summary>
    public void ContinueIdsAfter(long id) => Locked(() => _table.LastId = id);

    /// <summary>
    /// Grafana's own clean-up of <c>[annotations.api]</c>: of the annotations on no dashboard, those of all organizations and authors,
    /// what is beyond its number or age goes. Both go by creation, and not by the time that is shown.
    /// </summary>
    /// <param name="maxAnnotationsToKeep">The newest so many stay; null for all.</param>
    /// <param name="maxAge">What was created longer ago goes; null for nothing.</param>
    public void CleanUp(int? maxAnnotationsToKeep = null, TimeSpan? maxAge = null) => Locked(() =>
    {
        var oldest = maxAge is { } age ? (Time.GetUtcNow() - age).ToUnixTimeMilliseconds() : long.MinValue;
        var newestFirst = _table.Rows.Where(row => row.DashboardId == 0).OrderByDescending(row => row.Id).ToList();
        _table.Remove(newestFirst.Where((row, index) => index >= (maxAnnotationsToKeep ?? int.MaxValue) || row.Created < oldest));
    });

    private void CreateHalf(RecordedRequest request)
    {
        if (request.Method != "POST")
        {
            return;
        }

        lock (Gate)
        {
            _table.StopsBeforeTags = true;
            Handle(request);
            _table.StopsBeforeTags = false;
        }
    }
}
