using Bridge.Commands.Output;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>The answer in one sentence. Pure.</summary>
internal static class ExplainHeadline
{
    public static string Of(ExplainFacts facts, IReadOnlyList<PlaceVerdict> verdicts) => CommandText.Sentence(Words(facts, verdicts));

    private static string Words(ExplainFacts facts, IReadOnlyList<PlaceVerdict> verdicts)
    {
        var name = facts.Incident is { } incident ? CommandText.Typed(incident.Reference) : facts.Asked.ToString();
        if (facts.IsHidden)
        {
            return OfHidden(facts, name);
        }

        if ((facts.FetchFailure ?? facts.SeverityFailure) is { } failure)
        {
            return $"Why {name} is not on your graph cannot be said now: {FailureWords.OfIncidentIo(failure)}.";
        }

        var problem = verdicts.Where(verdict => verdict.State != PlaceState.Posted).OrderBy(verdict => verdict.State).FirstOrDefault();
        var posted = verdicts.Count(verdict => verdict.State == PlaceState.Posted);
        return (posted, problem?.State) switch
        {
            (_, PlaceState.Outdated) => $"{name} is on your graph as it was: {problem!.Words}.",
            (_, PlaceState.Changed or PlaceState.Double) => $"{name} is on your graph, but not as it should be: {problem!.Words}.",
            (_, PlaceState.Recorded) => $"{name} should be on your graph: {problem!.Words}.",
            ( > 0, null or PlaceState.NotTaken or PlaceState.Omitted) => $"{name} is on your graph, in {CommandText.Count(posted, "place")}.",
            ( > 0, _) => $"{name} is on your graph, but not everywhere: {Why(facts, problem!)}.",
            (_, PlaceState.Forgotten) =>
                $"Whether {name} is on your graph the bridge does not remember: an incident is forgotten {ExplainFacts.Memory} after the last work on it.",
            (_, PlaceState.Failing) when problem!.Words.StartsWith("annotation ", StringComparison.Ordinal) =>
                $"{name} is on your graph as it was: {problem.Words}.",
            _ => $"{name} is not on your graph: {Why(facts, problem!)}.",
        };
    }

    private static string OfHidden(ExplainFacts facts, string name)
    {
        var why = facts.Identity switch
        {
            _ when facts.Asked.Kind != SubjectKind.Incident => "it was deleted, is of another organization, or is private and not for this key",
            null => "what the key may do could not be asked",
            { MayReadPrivate: false } => "the key lacks the role global_access, so it may well be private",
            _ => "the key has global_access, so it was deleted, is of another organization, or never was",
        };
        var answer = facts.Asked.Kind == SubjectKind.Incident ? "incident.io answers 404" : "incident.io does not show it";
        return facts.IsParked
            ? $"{name} is parked for lack of access: {answer}, and {why}."
            : $"{name} is not on your graph: {answer}, and {why}.";
    }

    private static string Why(ExplainFacts facts, PlaceVerdict problem) => problem.State switch
    {
        PlaceState.NotTaken => $"no route takes it; {problem.Route} does not because {problem.Words}",
        PlaceState.Waiting when facts.WasOverBefore => "it was over before the bridge was installed",
        PlaceState.Waiting when facts.OthersArrive && facts.PollInterval is null && facts.DeliveryTo(problem.Grafana) is null => "the bridge has not heard of it",
        PlaceState.Waiting when facts.PollInterval is not null && facts.DeliveryTo(problem.Grafana) is null => "no list of changes had it yet",
        PlaceState.Waiting when facts.PollInterval is null && facts.Webhooks == 0 && facts.DeliveryTo(problem.Grafana)?.ClaimedAt is null => "no webhook about it was received",
        PlaceState.Waiting when facts.PollInterval is null && facts.Webhooks == 0 => $"{problem.Words}, and no webhook about it was received",
        PlaceState.Waiting when facts.DeliveryTo(problem.Grafana)?.LeaseUntil > facts.Now => "it is being worked on at this moment",
        PlaceState.Waiting => "it waits for the bridge to post it",
        _ => problem.Words,
    };
}
