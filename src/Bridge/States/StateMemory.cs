using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>The latest state of each incident, for as long as it is worth something. Not safe for several threads.</summary>
/// <param name="capacity">States that are kept at most; the oldest go first.</param>
/// <param name="time">Says how old they are.</param>
internal sealed class StateMemory(int capacity, TimeProvider time)
{
    private readonly Dictionary<SubjectId, SubjectState> _states = [];
    private readonly Queue<SubjectState> _inOrder = [];

    /// <summary>A state that was asked for at or after a time, if there is a fresh one.</summary>
    public SubjectState? Find(SubjectId incident, DateTimeOffset? notBefore) =>
        _states.TryGetValue(incident, out var state) && state.IsFresh(time) && !(state.AskedAt < notBefore) ? state : null;

    /// <summary>Keeps a state, unless one that was asked for later is there.</summary>
    public void Keep(SubjectState state)
    {
        while (_inOrder.TryPeek(out var oldest) && (_inOrder.Count >= capacity || !oldest.IsFresh(time)))
        {
            Forget(_inOrder.Dequeue());
        }

        if (_states.TryGetValue(state.Id, out var known) && known.IsFresh(time) && known.Stamp > state.Stamp)
        {
            return;
        }

        _states[state.Id] = state;
        _inOrder.Enqueue(state);
    }

    /// <summary>A newer state of the same incident has a place of its own in the queue.</summary>
    private void Forget(SubjectState state)
    {
        if (_states.TryGetValue(state.Id, out var kept) && ReferenceEquals(kept, state))
        {
            _states.Remove(state.Id);
        }
    }
}
