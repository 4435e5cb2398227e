namespace Bridge.Kinds.Escalations;

/// <summary>What of an escalation's life is drawn. Pure: it depends on what incident.io says now, and not on what it said before.</summary>
/// <remarks>
/// An escalation may be triggered and acknowledged many times: one that is snoozed, or acknowledged while its alert still fires, pages again.
/// The only times are those of its events.
/// </remarks>
internal sealed record EscalationLife
{
    /// <summary>The state of what has paged nobody, and is not shown. Most are grouped into an incident in time, or resolve by themselves.</summary>
    public const string Pending = "pending";

    public const string Open = "open";
    public const string Acked = "acked";
    public const string Done = "done";
    public const string Expired = "expired";

    /// <summary>When it first paged; when it was made, if no event tells.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>None while it goes on.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>One of the words above.</summary>
    public required string State { get; init; }

    /// <summary>How long people took to acknowledge it for the first time; none if nobody did, or it is not known when.</summary>
    public TimeSpan? Unanswered { get; init; }

    /// <summary>Whether it is over for good, whatever of it is drawn.</summary>
    public required bool IsFinal { get; init; }

    public static EscalationLife Of(Escalation escalation, EscalationUntil until)
    {
        var (triggered, acked, ended) = (
            Times(escalation, EscalationWord.Triggered), Times(escalation, EscalationWord.Acked), Times(escalation, [.. EscalationWord.Final]));
        var isFinal = EscalationWord.Final.Contains(escalation.Status);
        var start = triggered.FirstOrDefault(escalation.CreatedAt);
        DateTimeOffset? answered = acked.Count > 0 ? acked[0] : escalation.Status == EscalationWord.Acked ? escalation.UpdatedAt : null;
        var lastPage = triggered.LastOrDefault(start);
        DateTimeOffset? end = (until, isFinal) switch
        {
            // What was over before the last page was not: it went on.
            (EscalationUntil.Acknowledged, _) when answered is not null => answered,
            (EscalationUntil.Acknowledged, true) => ended.Where(at => at >= lastPage).FirstOrDefault(escalation.UpdatedAt),
            (EscalationUntil.Done, true) => ended.LastOrDefault(escalation.UpdatedAt),
            _ => null,
        };

        return new EscalationLife
        {
            Start = start,
            End = end,
            State = StateOf(escalation, triggered, acked),
            Unanswered = answered - start,
            IsFinal = isFinal,
        };
    }

    private static string StateOf(Escalation escalation, List<DateTimeOffset> triggered, List<DateTimeOffset> acked) => escalation.Status switch
    {
        _ when !HasPaged(escalation, triggered, acked) => Pending,
        EscalationWord.Resolved or EscalationWord.Cancelled => Done,
        EscalationWord.Expired => Expired,
        EscalationWord.Acked => Acked,
        EscalationWord.Triggered => Open,

        // Neither says whether somebody is being paged; what happened last does.
        _ => acked.Count > 0 && acked[^1] >= triggered.LastOrDefault() ? Acked : Open,
    };

    private static bool HasPaged(Escalation escalation, List<DateTimeOffset> triggered, List<DateTimeOffset> acked) =>
        triggered.Count > 0
        || acked.Count > 0
        || escalation.Events.Any(happened => happened.Kind == EscalationWord.Expired)
        || escalation.Status is EscalationWord.Triggered or EscalationWord.Acked or EscalationWord.Expired or EscalationWord.Snoozed or EscalationWord.PendingRepeat;

    private static List<DateTimeOffset> Times(Escalation escalation, params IReadOnlyList<string> kinds) =>
        [.. escalation.Events.Where(happened => kinds.Contains(happened.Kind)).Select(happened => happened.At).Order()];
}
