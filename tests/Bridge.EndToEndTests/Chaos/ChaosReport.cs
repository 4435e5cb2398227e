using System.Globalization;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>What a run did and found, as the tables of <c>docs/reliability.md</c>.</summary>
internal sealed record ChaosReport(
    ChaosOptions Options,
    string Store,
    int Replicas,
    bool Points,
    string Grafana,
    string Place,
    int Incidents,
    int Webhooks,
    int Acknowledged,
    IReadOnlyDictionary<int, int> Refusals,
    int UpstreamRequests,
    int DoublesRemoved,
    int LeasesLost,
    int DeadLetters,
    int DriftFound,
    int LeftAlone,
    TimeSpan Took,
    IReadOnlyList<(FaultKind Kind, int Count)> Faults,
    IReadOnlyList<FaultKind> Impossible,
    ChaosVerdict Verdict)
{
    private int FaultCount => Faults.Sum(fault => fault.Count);

    private string RefusedByStatus => Refusals.Keys.All(status => status == ChaosSender.NoAnswer)
        ? "none"
        : string.Join(", ", Refusals.Where(pair => pair.Key != ChaosSender.NoAnswer).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value}× {pair.Key}"));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Options}
        | | {Store} |
        |---|---|
        | replicas | {Replicas} |
        | shape | {(Points ? "points" : "region")} |
        | Grafana | {Grafana} |
        | place | {Place} |
        | incidents | {Incidents:N0} |
        | webhooks acknowledged | {Acknowledged:N0} of {Webhooks:N0} |
        | attempts without an answer | {Refusals.GetValueOrDefault(ChaosSender.NoAnswer):N0} |
        | attempts refused, by status | {RefusedByStatus} |
        | requests to incident.io and Grafana | {UpstreamRequests:N0} |
        | faults | {FaultCount} |
        | of these | {string.Join(", ", Faults.Select(fault => $"{fault.Count} {fault.Kind}"))} |
        | not possible on the machine | {(Impossible.Count == 0 ? "none" : string.Join(", ", Impossible))} |
        | leases lost while working | {LeasesLost} |
        | dead letters | {DeadLetters} |
        | doubles found and removed | {DoublesRemoved} |
        | found and put right by drift | {DriftFound} |
        | taken away twice, and left alone | {LeftAlone} |
        | seconds | {Took.TotalSeconds:0} |
        | **lost** | **{Verdict.Lost.Count}** |
        | **doubled** | **{Verdict.Doubled.Count}** |
        | **wrong** | **{Verdict.Wrong.Count}** |
        | **drawn by the wrong query** | **{Verdict.Misdrawn.Count}** |
        | **of others touched** | **{Verdict.OthersTouched.Count}** |
        """);
}
