namespace Bridge.Simulator.Http;

/// <summary>When a server goes wrong. The oldest fault that still stands and fits the request is the one that happens.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly TimeProvider _time;

    internal FaultPlan(TimeProvider time) => _time = time;

    /// <summary>Until <see cref="Clear"/>.</summary>
    public void Always(Fault fault, Func<RecordedRequest, bool>? when = null) => Add(fault, int.MaxValue, DateTimeOffset.MaxValue, when);

    /// <summary>For the next requests that fit.</summary>
    public void Times(int count, Fault fault, Func<RecordedRequest, bool>? when = null) =>
        Add(fault, count, DateTimeOffset.MaxValue, when);

    /// <summary>For the next request that fits.</summary>
    public void Once(Fault fault, Func<RecordedRequest, bool>? when = null) => Times(1, fault, when);

    /// <summary>For every request that fits in this time from now.</summary>
    public void For(TimeSpan duration, Fault fault, Func<RecordedRequest, bool>? when = null) =>
        Add(fault, int.MaxValue, _time.GetUtcNow() + duration, when);

    /// <summary>Everything works again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>The fault that happens to this request; null when it is served.</summary>
    internal Fault? Take(RecordedRequest request)
    {
        lock (_lock)
        {
            _entries.RemoveAll(entry => entry.Left == 0 || entry.Until <= request.At);
            var entry = _entries.Find(entry => entry.When(request));
            if (entry is not null)
            {
                entry.Left--;
            }

            return entry?.Fault;
        }
    }

    private void Add(Fault fault, int count, DateTimeOffset until, Func<RecordedRequest, bool>? when)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(fault, until, when ?? (_ => true)) { Left = count });
        }
    }

    private sealed record Entry(Fault Fault, DateTimeOffset Until, Func<RecordedRequest, bool> When)
    {
        public int Left { get; set; }
    }
}
