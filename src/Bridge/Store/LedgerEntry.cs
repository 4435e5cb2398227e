using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>Which annotation: there is at most one in the ledger, and should be at most one in Grafana.</summary>
/// <param name="Subject">What it shows.</param>
/// <param name="Route">The route that asked for it.</param>
/// <param name="Grafana">The name of the Grafana that has it.</param>
/// <param name="Part">Which of the incident's annotations.</param>
/// <param name="Dashboard">The dashboard that it is on; none for the organization.</param>
internal sealed record LedgerKey(SubjectId Subject, string Route, string Grafana, AnnotationPart Part, DashboardPanel? Dashboard = null)
{
    /// <summary>Whose it is: who has leased that delivery, and nobody else, may write it.</summary>
    public DeliveryKey Delivery => new(Subject, Grafana);
}

/// <summary>What the bridge knows of one annotation.</summary>
/// <param name="Key">Which annotation.</param>
/// <param name="AnnotationId">
/// Grafana's id, as it was last; none while the first create is under way or in doubt, and of what has gone. Always positive. It says that there was
/// an annotation, and never whose it is now: Grafana gives numbers again after a restore.
/// </param>
/// <param name="Fingerprint">The content that Grafana is known to show; none from the moment that a change of it is sent.</param>
/// <param name="Status">Whether the incident was shown as open or resolved.</param>
/// <param name="Start">The annotation's start.</param>
/// <param name="End">The annotation's end; of an open one, how far it has been drawn.</param>
/// <param name="ConfirmAt">
/// Set while a create of unknown fate may still arrive; it cannot any more from this time on, and then Grafana is searched once more.
/// </param>
/// <param name="LastFailure">Why the last attempt to bring it up to date failed; none after a success.</param>
/// <param name="Vanished">
/// How often it vanished from Grafana after the incident had ended: the first time it is put back, the second time it is left alone.
/// </param>
internal sealed record LedgerEntry(
    LedgerKey Key,
    long? AnnotationId,
    string? Fingerprint,
    AnnotationStatus Status,
    DateTimeOffset Start,
    DateTimeOffset End,
    DateTimeOffset? ConfirmAt,
    FailureReason? LastFailure = null,
    int Vanished = 0)
{
    /// <summary>Whether Grafana has taken it away twice after its end, as its own clean-up does: it is not put back any more.</summary>
    public bool IsLeftAlone => Vanished > 1;
}

/// <summary>What the bridge took away: a Grafana that is restored from a backup may show it again.</summary>
/// <param name="Key">Which annotation it was.</param>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
internal sealed record TakenAway(LedgerKey Key, DateTimeOffset Start, DateTimeOffset End);
