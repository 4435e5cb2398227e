using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>Judges a place that should show an incident: what Grafana has there, beside what the ledger says and what should be there. Pure.</summary>
internal static class WantedPlace
{
    /// <param name="facts">What is known.</param>
    /// <param name="route">The route that wants it there.</param>
    /// <param name="grafana">Where.</param>
    /// <param name="dashboard">Where in it.</param>
    /// <param name="desired">What should be there; at least one.</param>
    public static (PlaceState State, string Words) Judge(
        ExplainFacts facts, AnnotationRoute route, string grafana, DashboardPanel? dashboard, IReadOnlyList<DesiredAnnotation> desired)
    {
        if (facts.Strangers.TryGetValue(grafana, out var problem))
        {
            return (PlaceState.Failing, $"everything for this Grafana is held: {problem}");
        }

        List<Wanted> wanted =
        [
            .. from annotation in desired
               let key = new LedgerKey(facts.Subject!.Id, route.Name, grafana, annotation.Part, dashboard)
               select new Wanted(key, annotation, facts.Ledger.FirstOrDefault(entry => entry.Key == key)),
        ];
        if (!facts.Looks.TryGetValue(grafana, out var look))
        {
            return OfLedger(facts, wanted);
        }

        var verdicts = wanted.Select(one => OfLook(facts, look, one, Strays(look, route, grafana, one.Key))).ToList();
        var worst = verdicts.MinBy(verdict => verdict.State);
        return worst.State == PlaceState.Posted ? (PlaceState.Posted, string.Join(" and ", verdicts.Select(verdict => verdict.Words))) : worst;
    }

    private static (PlaceState State, string Words) OfLook(ExplainFacts facts, AnnotationLook look, Wanted wanted, List<string> strays)
    {
        var found = look.Of(wanted.Key);
        if (strays.Count > 0)
        {
            return (PlaceState.Elsewhere, string.Join(" and ", strays) + (found.Count == 0 ? ", and not here" : ", besides the one here"));
        }

        return found.Count switch
        {
            0 => OfNothing(facts, wanted),
            1 => OfOne(facts, wanted, found[0]),
            _ => (PlaceState.Double, $"annotations {string.Join(" and ", found.Select(one => CommandText.Number(one.Id.Value)))} are the same one"),
        };
    }

    private static (PlaceState State, string Words) OfNothing(ExplainFacts facts, Wanted wanted) => wanted.Known switch
    {
        { IsLeftAlone: true } =>
            (PlaceState.Missing, "Grafana took it away twice, as its own clean-up does, and the bridge leaves it alone"),
        { AnnotationId: { } id } => (PlaceState.Missing, $"annotation {CommandText.Number(id)} is gone from Grafana{LastTry(wanted)}"),
        { LastFailure: not null } => (PlaceState.Failing, Refusal(wanted)),
        _ when facts.MayBeForgotten =>
            (PlaceState.Missing, $"Grafana does not have it, and the bridge does not remember it: it last changed more than {ExplainFacts.Memory} ago"),
        _ => NotPosted(facts, wanted.Key.Grafana),
    };

    private static (PlaceState State, string Words) OfOne(ExplainFacts facts, Wanted wanted, FoundAnnotation found)
    {
        var words = PlaceWords.Of(wanted.Key.Part, found);
        var isAsLeft = wanted.Known?.Fingerprint == found.Fingerprint();

        // The end of an open region lies ahead, and its next move is no news unless it failed.
        if (found.Shows(wanted.Desired)
            || (isAsLeft && wanted is { Desired.MovesAt: not null, Known.LastFailure: null } && (found with { End = wanted.Desired.End }).Shows(wanted.Desired)))
        {
            return (PlaceState.Posted, words);
        }

        return wanted.Known is { Fingerprint: not null } && !isAsLeft
            ? (PlaceState.Changed, $"annotation {CommandText.Number(found.Id.Value)} is not as the bridge left it: somebody edited it")
            : (PlaceState.Outdated, $"{words}, {Age(facts, wanted)}{LastTry(wanted)}");
    }

    private static string Age(ExplainFacts facts, Wanted wanted)
    {
        var delivery = facts.DeliveryTo(wanted.Key.Grafana);
        var state = delivery?.StateAt is { } at ? $"shows the state of {CommandText.Of(at)}" : "shows an earlier state";
        return delivery switch
        {
            { LeaseUntil: { } until } when until > facts.Now => $"{state}; it is being worked on",
            { DueAt: { } due } when due > facts.Now => $"{state}; next try at {CommandText.Of(due)}",
            { DueAt: not null } => $"{state}; it is due, and a running bridge takes it at once",
            _ => $"{state}; no try is planned",
        };
    }

    /// <summary>What the ledger alone says: Grafana could not be asked.</summary>
    private static (PlaceState State, string Words) OfLedger(ExplainFacts facts, List<Wanted> wanted)
    {
        var there = wanted.Where(one => one.Known?.AnnotationId is not null).ToList();
        var isComplete = there.Count == wanted.Count;
        var ids = string.Join(" and ", there.Select(one => PlaceWords.Of(one.Known!)));
        var grafana = wanted[0].Key.Grafana;
        var unasked = facts.LookFailures.TryGetValue(grafana, out var failure)
            ? $"; it could not be asked now: {FailureWords.OfGrafana(failure.Reason, grafana, dashboard: null)}"
            : "";
        if (wanted.Find(one => one.Known?.LastFailure is not null) is { } refused)
        {
            return (PlaceState.Failing, (isComplete ? $"{ids} is not up to date: {Refusal(refused)}" : Refusal(refused)) + unasked);
        }

        var (state, words) = isComplete ? (PlaceState.Recorded, $"{ids}, by the bridge's own records")
            : facts.MayBeForgotten ? (PlaceState.Forgotten, $"last changed more than {ExplainFacts.Memory} ago")
            : NotPosted(facts, grafana);
        return (state, words + unasked);
    }

    private static (PlaceState State, string Words) NotPosted(ExplainFacts facts, string grafana) =>
        facts.DeliveryTo(grafana)?.LastFailure is { } reason
            ? (PlaceState.Failing, $"the bridge's last attempt failed ({Labels.Of(reason)})")
            : (PlaceState.Waiting, "not posted yet");

    private static string LastTry(Wanted wanted) => wanted.Known?.LastFailure is null ? "" : $"; the last try failed: {Refusal(wanted)}";

    private static string Refusal(Wanted wanted) =>
        FailureWords.OfGrafana(wanted.Known!.LastFailure!.Value, wanted.Key.Grafana, wanted.Key.Dashboard);

    /// <summary>
    /// What says that it is this annotation, and lies where the route does not put it. It is told of a place that lacks its own, and if none does,
    /// of the first.
    /// </summary>
    private static List<string> Strays(AnnotationLook look, AnnotationRoute route, string grafana, LedgerKey key)
    {
        var places = route.DashboardsIn(grafana).ToList();
        var lacking = places.Where(place => look.Of(key with { Dashboard = place }).Count == 0).ToList();
        if (lacking.Count > 0 ? !lacking.Contains(key.Dashboard) : places[0] != key.Dashboard)
        {
            return [];
        }

        return
        [
            .. from other in look.Keys
               where other == key with { Dashboard = other.Dashboard } && !places.Contains(other.Dashboard)
               from found in look.Of(other)
               select Lies(found, other.Dashboard is { } place ? $"on dashboard {place}" : "in the whole organization"),
            .. from stray in look.Elsewhere
               where stray.Key == key with { Dashboard = null }
               select Lies(stray.Found, "on a dashboard that no route can name"),
        ];

        static string Lies(FoundAnnotation found, string where) => $"annotation {CommandText.Number(found.Id.Value)} lies {where}";
    }

    /// <param name="Key">Which annotation.</param>
    /// <param name="Desired">As it should be.</param>
    /// <param name="Known">What the ledger has.</param>
    private sealed record Wanted(LedgerKey Key, DesiredAnnotation Desired, LedgerEntry? Known);
}
