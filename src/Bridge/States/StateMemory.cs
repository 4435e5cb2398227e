using Bridge.Incidents;

namespace Bridge.States;

/// <summary>The latest state of each incident, for as long as it is worth something. Not safe for several threads.</summary>
/// <param name="capacity">States that are kept at most; the oldest go first.</param>
internal sealed class StateMemory(int capacity)
{
    /// <summary>
    /// How long a state may be used after it was asked for. In that time an incident may have turned private, and a page has 250 states that
    /// wait for each other.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Dictionary<IncidentId, IncidentState> _states = [];
    private readonly Queue<IncidentState> _inOrder = [];

    /// <summary>A state that was asked for at or after a time, if there is a fresh one.</summary>
    public IncidentState? Find(IncidentId incident, DateTimeOffset? notBefore, DateTimeOffset now) =>
        _states.TryGetValue(incident, out var state) && IsFresh(state, now) && !(state.AskedAt < notBefore) ? state : null;

    /// <summary>Keeps a state, unless one that was asked for later is there.</summary>
    public void Keep(IncidentState state, DateTimeOffset now)
    {
        while (_inOrder.TryPeek(out var oldest) && (_inOrder.Count >= capacity || !IsFresh(oldest, now)))
        {
            Forget(_inOrder.Dequeue());
        }

        // A state from the future was kept before the clock was set back. It would stand in the way until the clock is there again.
        if (_states.TryGetValue(state.Id, out var known) && IsFresh(known, now) && known.AskedAt > state.AskedAt)
        {
            return;
        }

        _states[state.Id] = state;
        _inOrder.Enqueue(state);
    }

    private static bool IsFresh(IncidentState state, DateTimeOffset now) => (now - state.AskedAt).Duration() <= Lifetime;

    /// <summary>A newer state of the same incident has a place of its own in the queue.</summary>
    private void Forget(IncidentState state)
    {
        if (_states.TryGetValue(state.Id, out var kept) && ReferenceEquals(kept, state))
        {
            _states.Remove(state.Id);
        }
    }
}
