using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// Counts for each incident what changed and which of its webhooks the bridge acknowledged, and holds what Grafana has against it. It
/// knows nothing of the bridge but its answers.
/// </summary>
internal sealed class ChaosLedger
{
    /// <summary>What tags may say, also when none says so any more.</summary>
    private static readonly string[] Values = ["open", "resolved", "major", "minor"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Account> _accounts = [];
    private readonly Dictionary<int, int> _refusals = [];

    public int Incidents => _accounts.Count;

    /// <summary>Webhooks, each counted once however often it was tried.</summary>
    public int Webhooks { get; private set; }

    /// <summary>Webhooks that were answered with 2xx.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Attempts that were not acknowledged, by what came of them.</summary>
    public IReadOnlyDictionary<int, int> Refusals => _refusals;

    /// <summary>Notes a new state that a webhook will announce.</summary>
    /// <returns>Its number, to be acknowledged.</returns>
    public int Changed(SimulatedIncident latest)
    {
        lock (_lock)
        {
            Webhooks++;
            var account = _accounts.GetValueOrDefault(latest.Id);
            _accounts[latest.Id] = new Account(latest, (account?.Version ?? 0) + 1, account?.Acknowledged ?? 0);
            return _accounts[latest.Id].Version;
        }
    }

    public void Acknowledge(string incident, int version)
    {
        lock (_lock)
        {
            Acknowledged++;
            var account = _accounts[incident];
            _accounts[incident] = account with { Acknowledged = Math.Max(account.Acknowledged, version) };
        }
    }

    public void Refuse(int status)
    {
        lock (_lock)
        {
            _refusals[status] = _refusals.GetValueOrDefault(status) + 1;
        }
    }

    /// <summary>To be asked once everything is quiet.</summary>
    /// <param name="grafanas">What each Grafana has.</param>
    /// <param name="points">Whether the bridge makes points instead of regions.</param>
    public ChaosVerdict Judge(IReadOnlyList<GrafanaSight> grafanas, bool points)
    {
        lock (_lock)
        {
            var verdict = new ChaosVerdict();
            foreach (var grafana in grafanas)
            {
                var found = grafana.Annotations.ToLookup(annotation => annotation.Tag("x-incident") ?? "");
                foreach (var (id, account) in _accounts)
                {
                    Judge(grafana, account, [.. found[id]], points, verdict);
                }

                verdict.Wrong.AddRange(
                    found.Where(group => !_accounts.ContainsKey(group.Key)).Select(group => $"{grafana.Name} {group.Key}: nobody declared it"));
                verdict.Misdrawn.AddRange(Misdrawn(grafana, "status").Concat(Misdrawn(grafana, "severity")));
            }

            return verdict;
        }
    }

    private static void Judge(GrafanaSight grafana, Account account, List<SimulatedAnnotation> found, bool points, ChaosVerdict verdict)
    {
        var reference = $"{grafana.Name} {account.Latest.Reference}";
        var byPart = found.ToLookup(annotation => annotation.Tag("event") ?? "");
        verdict.Doubled.AddRange(byPart.Where(part => part.Count() > 1).Select(part => $"{reference} {part.Key}: {part.Count()} annotations"));
        if (account.Acknowledged < account.Version)
        {
            verdict.Unacknowledged.Add(reference);
            return;
        }

        var expected = ExpectedAnnotation.Of(account.Latest, points);
        foreach (var due in expected)
        {
            var shown = byPart[due.Part].ToList();
            if (shown.Count == 0 && grafana.MayBeMissing.Contains(new AnnotationName(account.Latest.Id, due.Part)))
            {
                continue;
            }

            if (shown.Count == 0)
            {
                verdict.Lost.Add($"{reference} {due.Part}: no annotation");
            }
            else if (shown.Select(one => one.DashboardUid == grafana.Dashboard ? due.Fault(one) : $"it lies on {one.DashboardUid}").FirstOrDefault(fault => fault is not null) is { } fault)
            {
                verdict.Wrong.Add($"{reference} {due.Part}: {fault}");
            }
        }

        verdict.Wrong.AddRange(byPart
            .Where(part => expected.All(due => due.Part != part.Key))
            .Select(part => $"{reference} {part.Key}: an annotation where none is due"));
    }

    /// <summary>
    /// What a query by a tag draws has to have it, and what has it has to be drawn. (That an annotation has the tags of its incident's latest state
    /// is judged by itself.)
    /// </summary>
    private static IEnumerable<string> Misdrawn(GrafanaSight grafana, string key)
    {
        foreach (var value in Values.Union(grafana.Annotations.Select(annotation => annotation.Tag(key)).OfType<string>()))
        {
            var query = $"{key}:{value}";
            var due = grafana.Annotations.Where(annotation => annotation.Tag(key) == value).Select(annotation => annotation.Id).ToHashSet();
            var drawn = grafana.Drawn(query).Select(annotation => annotation.Id).ToHashSet();
            due.SymmetricExceptWith(drawn);
            foreach (var annotation in due)
            {
                yield return $"{grafana.Name} {query}: {annotation} {(drawn.Contains(annotation) ? "is drawn" : "is not drawn")}";
            }
        }
    }

    /// <param name="Latest">The incident's latest state.</param>
    /// <param name="Version">How many states it has had.</param>
    /// <param name="Acknowledged">The latest of them whose webhook was answered with 2xx; 0 for none.</param>
    private sealed record Account(SimulatedIncident Latest, int Version, int Acknowledged);
}
