using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>What incident.io said of a subject, and when it was asked.</summary>
/// <param name="Id">Which.</param>
/// <param name="Subject">
/// Its state; none when incident.io does not show it to this key. incident.io answers the same for what was deleted, what belongs to another
/// organization, what a test event made up, and what is private while the key may not see that.
/// </param>
/// <param name="AskedAt">The time just before the request was sent, by this process' clock: the state is at least as new.</param>
/// <param name="Stamp">The same by the clock that never jumps (<see cref="TimeProvider.GetTimestamp"/>); 0 where nobody keeps the state.</param>
internal sealed record SubjectState(SubjectId Id, Subject? Subject, DateTimeOffset AskedAt, long Stamp = 0)
{
    /// <summary>
    /// How long a state may be used after it was asked for. In that time an incident may have turned private, and a page has 250 states that
    /// wait for each other.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>By how much the wall clock may run apart from the steady one before it counts as set.</summary>
    private static readonly TimeSpan Drift = TimeSpan.FromMilliseconds(100);

    /// <summary>The state of an incident; none of what is no incident, too.</summary>
    public Incident? Incident => Subject as Incident;

    /// <summary>
    /// Whether it may still be used. Not after the wall clock was set: its time could then stand behind that of an event that came after it.
    /// </summary>
    public bool IsFresh(TimeProvider time)
    {
        var age = time.GetElapsedTime(Stamp);
        return age <= Lifetime && (time.GetUtcNow() - AskedAt - age).Duration() <= Drift;
    }
}

/// <summary>A page of a list.</summary>
/// <param name="States">The incidents that could be read, all with the time at which the page was asked for.</param>
/// <param name="Next">Where the next page begins; none on the last one.</param>
/// <param name="Total">How many incidents all pages have together, if incident.io says so.</param>
internal sealed record StatePage(IReadOnlyList<SubjectState> States, string? Next, long? Total);
