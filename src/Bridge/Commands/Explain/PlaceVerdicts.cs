using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
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

        if (route.Match.WhyNot(incident, facts.Severities) is { } whyNot)
        {
            return (PlaceState.NotTaken, CommandText.Typed(whyNot) + Leftover(facts, route, grafana, dashboard));
        }

        var shown = ReconciliationPlan.ShownIn(facts.Ledger, route.Name, grafana, dashboard);
        if (AnnotationPolicy.OmissionOf(incident, options, route, shown, facts.Now) is { } omission)
        {
            return (PlaceState.Omitted, WordsFor(omission, incident, options, route) + Leftover(facts, route, grafana, dashboard));
        }

        var desired = AnnotationPolicy.Decide(incident, options, route, shown, facts.Now, dashboard);
        return WantedPlace.Judge(facts, route, grafana, dashboard, desired);
    }

    private static string WordsFor(Omission omission, Incident incident, AnnotationOptions options, AnnotationRoute route) => omission switch
    {
        Omission.Mode => $"its mode is {Labels.Of(incident.Mode)}, and Annotations:Modes has {string.Join(", ", options.Modes.Select(mode => Labels.Of(mode)))}",
        Omission.Private when route.Private is not null => $"it is private, and the route {route.Name} omits private incidents (Private is omit)",
        Omission.Private => "it is private, and private incidents are omitted (Annotations:Private is omit)",
        Omission.Category when incident.Category == StatusCategory.Triage => "it is in triage, and Annotations:IncludeTriage is false",
        Omission.Category when incident.Category is StatusCategory.Unknown =>
            $"its status category is {Labels.Of(incident.Category)}: it stays as it was, and it was not shown",
        Omission.Category => $"it is {Labels.Of(incident.Category)}: such incidents are not shown",
        Omission.Age => $"it ended longer ago than Annotations:KeepFor, which is {options.KeepFor:c}",
        _ => throw new InvalidOperationException($"No words for {omission}."),
    };

    /// <summary>What Grafana has there all the same; where it could not be asked, what the ledger has.</summary>
    private static string Leftover(ExplainFacts facts, AnnotationRoute route, string grafana, DashboardPanel? dashboard)
    {
        var left = facts.Looks.TryGetValue(grafana, out var look)
            ? look.Keys.Where(key => key.Route == route.Name && key.Dashboard == dashboard).SelectMany(key => look.Of(key).Select(one => PlaceWords.Of(key.Part, one)))
            : facts.Ledger
                .Where(entry => entry.Key.Route == route.Name && entry.Key.Grafana == grafana && entry.Key.Dashboard == dashboard && entry.AnnotationId is not null)
                .Select(PlaceWords.Of);
        return left.FirstOrDefault() is { } words ? $"; {words} is still there, and is taken away when the bridge looks next" : "";
    }
}
