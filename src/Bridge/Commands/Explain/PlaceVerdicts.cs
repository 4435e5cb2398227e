using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>Goes the way of the reconciliation, and says at each route and place where it ends. Pure.</summary>
internal static class PlaceVerdicts
{
    public static IReadOnlyList<PlaceVerdict> Of(ExplainFacts facts, BridgeSettings settings)
    {
        if (facts.Subject is not { } subject || facts.SeverityFailure is not null)
        {
            return [];
        }

        return
        [
            .. from route in settings.Routes
               from place in route.Places
               let verdict = Judge(facts, subject, settings.Annotations, route, place.Grafana, place.Dashboard)
               select new PlaceVerdict(route.Name, place.Grafana, place.Dashboard, verdict.State, verdict.Words),
        ];
    }

    private static (PlaceState State, string Words) Judge(
        ExplainFacts facts, Subject subject, AnnotationOptions options, AnnotationRoute route, string grafana, DashboardPanel? dashboard)
    {
        if (ReconciliationPlan.FaultOf(route, facts.Severities) is { } fault)
        {
            return (PlaceState.Unusable, $"{fault.Detail}; check Routes ({Labels.Of(fault.Reason)})");
        }

        var whyNot = subject is Incident one ? route.Match.WhyNot(one, facts.Severities) : facts.Projection!.WhyNot(subject, route, facts.Severities);
        if (whyNot is not null)
        {
            return (PlaceState.NotTaken, CommandText.Typed(whyNot) + Leftover(facts, route, grafana, dashboard));
        }

        var shown = ReconciliationPlan.ShownIn(facts.Ledger, route.Name, grafana, dashboard);
        if (subject is not Incident incident)
        {
            var wanted = facts.Projection!.Decide(subject, route, shown, facts.Now, dashboard);
            return wanted.Count > 0
                ? WantedPlace.Judge(facts, route, grafana, dashboard, wanted)
                : (PlaceState.Omitted, WordsFor(subject, options, route, facts.Now) + Leftover(facts, route, grafana, dashboard));
        }

        if (AnnotationPolicy.OmissionOf(incident, options, route, shown, facts.Now) is { } omission)
        {
            return (PlaceState.Omitted, WordsFor(omission, incident, options, route) + Leftover(facts, route, grafana, dashboard));
        }

        var desired = AnnotationPolicy.Decide(incident, options, route, shown, facts.Now, dashboard);
        return WantedPlace.Judge(facts, route, grafana, dashboard, desired);
    }

    /// <summary>Of what is no incident. What its kind's own settings leave out, they alone know.</summary>
    private static string WordsFor(Subject subject, AnnotationOptions options, AnnotationRoute route, DateTimeOffset now) =>
        subject.IsPrivate && AnnotationPolicy.PrivateModeOf(options, route) == PrivateMode.Omit
            ? $"it is not known to be public, and {(route.Private is null ? "such are omitted (Annotations:Private is omit)" : $"the route {route.Name} omits such (Private is omit)")}"
        : subject is Happening happening && happening.IsOverAt(now) && AnnotationPolicy.IsPast(happening.End ?? happening.Start, options, now)
            ? $"it ended longer ago than Annotations:KeepFor, which is {options.KeepFor:c}"
        : $"the settings in {SubjectKinds.SectionOf(subject.Id.Kind)} leave it out, or its times are none";

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
