using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reports;

/// <summary>What becomes of an incident by one route in one place.</summary>
/// <param name="Route">The route's name.</param>
/// <param name="Grafana">The Grafana's name.</param>
/// <param name="Dashboard">The dashboard's uid; none for the organization.</param>
/// <param name="Panel">The panel's id; none for the whole dashboard.</param>
/// <param name="State">How it stands, in the words of <c>explain</c>.</param>
/// <param name="Why">Why, or as what; none from the store alone where nothing failed.</param>
/// <param name="Annotations">What the store knows of its annotations there.</param>
internal sealed record PlaceReport(
    string Route, string Grafana, string? Dashboard, long? Panel, string State, string? Why, IReadOnlyList<AnnotationReport> Annotations)
{
    /// <summary>By what the store has, each place once. Whether Grafana has it too was not asked.</summary>
    public static IEnumerable<PlaceReport> Of(IEnumerable<LedgerEntry> ledger) =>
        from entry in ledger
        group entry by (entry.Key.Route, entry.Key.Grafana, entry.Key.Dashboard) into place
        let judged = place.Select(Judge).First(one => one.State == place.Select(Judge).Min(other => other.State))
        select Of(place.Key.Route, place.Key.Grafana, place.Key.Dashboard, Labels.Of(judged.State), judged.Why, place);

    public static PlaceReport Of(
        string route, string grafana, DashboardPanel? dashboard, string state, string? why, IEnumerable<LedgerEntry> entries) =>
        new(route, grafana, dashboard?.Uid, dashboard?.Panel, state, why, [.. entries.Select(AnnotationReport.Of)]);

    private static (RecordedState State, string? Why) Judge(LedgerEntry entry) => entry switch
    {
        { LastFailure: { } reason } => (RecordedState.Failing, FailureAdvice.For(reason, entry.Key.Grafana)),
        { IsLeftAlone: true } => (RecordedState.Missing, "Grafana took it away twice, as its own clean-up does, and the bridge leaves it alone."),
        { AnnotationId: null } => (RecordedState.Waiting, null),
        _ => (RecordedState.Recorded, null),
    };

    /// <summary>What the store alone can say of a place: those of the words of <c>explain</c> that need no Grafana. The first is of most interest.</summary>
    private enum RecordedState
    {
        /// <summary>The last attempt failed.</summary>
        Failing,

        /// <summary>It was there, and is not put back.</summary>
        Missing,

        /// <summary>It is about to be posted, or a create of unknown fate is looked for.</summary>
        Waiting,

        /// <summary>It was posted.</summary>
        Recorded,
    }
}

/// <summary>What the store knows of an annotation.</summary>
/// <param name="Id">Grafana's id; none while a create is under way or in doubt.</param>
/// <param name="Part"><c>region</c>, <c>start</c> or <c>resolve</c>.</param>
/// <param name="Status"><c>open</c> or <c>resolved</c>.</param>
/// <param name="Start">The annotation's start.</param>
/// <param name="End">The annotation's end; of an open one, how far it has been drawn.</param>
/// <param name="Reason">Why the last attempt to bring it up to date failed.</param>
internal sealed record AnnotationReport(long? Id, string Part, string Status, DateTimeOffset Start, DateTimeOffset End, string? Reason)
{
    public static AnnotationReport Of(LedgerEntry entry) => new(
        entry.AnnotationId,
        Labels.Of(entry.Key.Part),
        Labels.Of(entry.Status),
        entry.Start,
        entry.End,
        entry.LastFailure is { } reason ? Labels.Of(reason) : null);
}
