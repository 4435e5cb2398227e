using System.Diagnostics;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>What the stand-ins were asked.</summary>
internal sealed class StandInCounts
{
    private long _single;
    private long _pages;
    private long _others;
    private long _limited;
    private long _created;
    private long _updated;
    private long _deleted;
    private long _searched;
    private long _firstRead;
    private long _lastCreate;

    public void ReadOne() => Read(ref _single);

    public void ReadPage() => Read(ref _pages);

    public void ReadOther() => Interlocked.Increment(ref _others);

    public void Limited() => Interlocked.Increment(ref _limited);

    public void Created()
    {
        Interlocked.Increment(ref _created);
        Volatile.Write(ref _lastCreate, Stopwatch.GetTimestamp());
    }

    public void Updated() => Interlocked.Increment(ref _updated);

    public void Deleted() => Interlocked.Increment(ref _deleted);

    public void Searched() => Interlocked.Increment(ref _searched);

    /// <summary>Between two runs, when nobody asks.</summary>
    public void Clear() =>
        _single = _pages = _others = _limited = _created = _updated = _deleted = _searched = _firstRead = _lastCreate = 0;

    public UpstreamCounts Read() => new(
        _single, _pages, _others, _limited, _created, _updated, _deleted, _searched,
        _firstRead == 0 || _lastCreate == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_firstRead, _lastCreate));

    private void Read(ref long count)
    {
        Interlocked.Increment(ref count);
        Interlocked.CompareExchange(ref _firstRead, Stopwatch.GetTimestamp(), 0);
    }
}

/// <param name="ReadsOfOne">Of one incident by its id.</param>
/// <param name="ReadsOfPages">Of a page of the list.</param>
/// <param name="OtherReads">Severities, the key, and what is asked about alerts.</param>
/// <param name="RateLimited">Reads that were answered 429; they count among the others.</param>
/// <param name="Creates">Annotations created.</param>
/// <param name="Updates">Updates of annotations.</param>
/// <param name="Deletes">Deletions of annotations.</param>
/// <param name="Searches">Searches for annotations.</param>
/// <param name="Busy">From the first read of an incident until the last create was stored.</param>
internal sealed record UpstreamCounts(
    long ReadsOfOne,
    long ReadsOfPages,
    long OtherReads,
    long RateLimited,
    long Creates,
    long Updates,
    long Deletes,
    long Searches,
    TimeSpan Busy)
{
    public long Reads => ReadsOfOne + ReadsOfPages + OtherReads;

    public long Writes => Creates + Updates + Deletes;
}
