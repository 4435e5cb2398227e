using System.Collections.Concurrent;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>
/// The leases of claims that failed on their way back: nobody knows whether the server noted them, now or when it gets to it. They are freed with the
/// next claims, until they would have run out; otherwise what an outage interrupted would be nobody's for minutes after it.
/// </summary>
/// <remarks>
/// A lease is known by the times of its claim, to the millisecond. Should another have the same ones, its holder is told that it has lost the lease, and
/// writes nothing.
/// </remarks>
internal sealed class PostgresLostLeases(PostgresDatabase database)
{
    private readonly ConcurrentDictionary<(string Free, string Name, DateTimeOffset From, DateTimeOffset Until), bool> _lost = [];

    /// <param name="free">The statement that frees a lease: <c>@name</c>, <c>@from</c>, <c>@until</c>.</param>
    /// <param name="name">Whose leases they are: a Grafana's, or a job's.</param>
    /// <param name="from">When the lease begins: now.</param>
    /// <param name="until">When it runs out.</param>
    /// <param name="claim">Claims with these times.</param>
    /// <exception cref="StoreException">The database could not be asked, or refused.</exception>
    public async Task<TResult> ClaimAsync<TResult>(string free, string name, DateTimeOffset from, DateTimeOffset until, Func<Task<TResult>> claim)
    {
        await FreeAsync(free, name, from);
        try
        {
            return await claim();
        }
        catch (StoreException)
        {
            _lost[(free, name, from, until)] = true;
            throw;
        }
    }

    private async Task FreeAsync(string free, string name, DateTimeOffset now)
    {
        foreach (var lost in _lost.Keys.Where(lost => lost.Free == free && lost.Name == name))
        {
            if (lost.Until <= now)
            {
                _lost.TryRemove(lost, out _);
            }
            else
            {
                await database.ExecuteAsync(free, Text("name", name), Time("from", lost.From), Time("until", lost.Until));
            }
        }
    }
}
