using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>Goes the way of the reconciliation, and says at each route and place where it ends. Pure.</summary>
internal static class PlaceVerdicts
{
    public static IReadOnlyList<PlaceVerdict> Of(ExplainFacts facts, BridgeSettings settings)
    {
        if (facts.Incident is not { } incident || facts.SeverityFailure is not null)
        {
            return [];
        }

        return
        [
            .. from route in settings.Routes
               from place in route.Places
               let verdict = Judge(facts, incident, settings.Annotations, route, place.Grafana, place.Dashboard)
               select new PlaceVerdict(route.Name, place.Grafana, place.Dashboard, verdict.State, verdict.Words),
        ];
    }

    private static (PlaceState State, string Words) Judge(
        ExplainFacts facts, Incident incident, AnnotationOptions options, AnnotationRoute route, string grafana, DashboardPanel? dashboard)
    {
        if (ReconciliationPlan.FaultOf(route, facts.Severities) is { } fault)
        {
            return (PlaceState.Unusable, $"{fault.Detail}; check Routes ({Labels.Of(fault.Reason)})");
        }

        var posted = facts.Ledger
            .Where(entry => entry.Key.Route == route.Name && entry.Key.Grafana == grafana && entry.Key.Dashboard == dashboard)
            .ToList();
        if (route.Match.WhyNot(incident, facts.Severities) is { } whyNot)
        {
            return (PlaceState.NotTaken, CommandText.Typed(whyNot) + Leftover(posted));
        }

        var shown = ReconciliationPlan.ShownIn(facts.Ledger, route.Name, grafana, dashboard);
        if (AnnotationPolicy.OmissionOf(incident, options, route, shown) is { } omission)
        {
            return (PlaceState.Omitted, WordsFor(omission, incident, options, route) + Leftover(posted));
        }

        var desired = AnnotationPolicy.Decide(incident, options, route, shown, facts.Now, dashboard);
        var entries = desired.Select(annotation => posted.Find(entry => entry.Key.Part == annotation.Part)).ToList();
        return OfWanted(facts, entries, grafana, dashboard);
    }

    /// <param name="facts">What is known.</param>
    /// <param name="entries">What the ledger has for each annotation that should be there.</param>
    /// <param name="grafana">Where.</param>
    /// <param name="dashboard">Where in it.</param>
    private static (PlaceState State, string Words) OfWanted(
        ExplainFacts facts, List<LedgerEntry?> entries, string grafana, DashboardPanel? dashboard)
    {
        var there = entries.OfType<LedgerEntry>().Where(entry => entry.AnnotationId is not null).ToList();
        var isComplete = there.Count == entries.Count;
        var ids = string.Join(" and ", there.Select(Describe));
        if (facts.Strangers.TryGetValue(grafana, out var problem))
        {
            return (PlaceState.Failing, $"everything for this Grafana is held: {problem}");
        }

        if (entries.FirstOrDefault(entry => entry?.LastFailure is not null) is { } refused)
        {
            var why = FailureWords.OfGrafana(refused.LastFailure!.Value, grafana, dashboard);
            return (PlaceState.Failing, isComplete ? $"{ids} is not up to date: {why}" : why);
        }

        if (isComplete)
        {
            return (PlaceState.Posted, ids);
        }

        return facts.DeliveryTo(grafana)?.LastFailure is { } reason ? (PlaceState.Failing, $"the bridge's last attempt failed ({Labels.Of(reason)})")
            : facts.MayBeForgotten ? (PlaceState.Forgotten, $"last changed more than {ExplainFacts.Memory} ago")
            : (PlaceState.Waiting, "not posted yet");
    }

    private static string WordsFor(Omission omission, Incident incident, AnnotationOptions options, AnnotationRoute route) => omission switch
    {
        Omission.Mode => $"its mode is {Labels.Of(incident.Mode)}, and Annotations:Modes has {string.Join(", ", options.Modes.Select(mode => Labels.Of(mode)))}",
        Omission.Private when route.Private is not null => $"it is private, and the route {route.Name} omits private incidents (Private is omit)",
        Omission.Private => "it is private, and private incidents are omitted (Annotations:Private is omit)",
        Omission.Category when incident.Category == StatusCategory.Triage => "it is in triage, and Annotations:IncludeTriage is false",
        Omission.Category when incident.Category is StatusCategory.Paused or StatusCategory.Unknown =>
            $"its status category is {Labels.Of(incident.Category)}: it stays as it was, and it was not shown",
        Omission.Category => $"it is {Labels.Of(incident.Category)}: such incidents are not shown",
        _ => throw new InvalidOperationException($"No words for {omission}."),
    };

    private static string Leftover(List<LedgerEntry> posted) =>
        posted.FirstOrDefault(entry => entry.AnnotationId is not null) is { } left
            ? $"; {Describe(left)} is still there, and is taken away when the bridge looks next"
            : "";

    private static string Describe(LedgerEntry entry)
    {
        var id = $"annotation {CommandText.Number(entry.AnnotationId!.Value)}";
        return entry switch
        {
            { Key.Part: AnnotationPart.Start } => $"{id} at the start, {CommandText.Of(entry.Start)}",
            { Key.Part: AnnotationPart.Resolve } => $"{id} at the resolve, {CommandText.Of(entry.End)}",
            { Status: AnnotationStatus.Open } => $"{id}, open since {CommandText.Of(entry.Start)}",
            _ => $"{id}, from {CommandText.Of(entry.Start)} to {CommandText.Of(entry.End)}",
        };
    }
}
