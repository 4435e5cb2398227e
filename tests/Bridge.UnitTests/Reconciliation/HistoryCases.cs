using Bridge.Incidents;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Names what happens in a history, so that a test can say that it happened at all.</summary>
internal static class HistoryCases
{
    /// <summary>What happened at one look.</summary>
    public static IEnumerable<string> Of(History history, Replay replay, Look look, IReadOnlyDictionary<LedgerKey, ShownAnnotation> before)
    {
        if (replay.Looks.Count < 2)
        {
            yield break;
        }

        var earlier = replay.Looks[^2].State;
        var now = look.State;
        var kept = before.Where(shown => replay.Shown.ContainsKey(shown.Key))
            .Select(shown => (Key: shown.Key, Before: shown.Value.Content, After: replay.Shown[shown.Key].Content)).ToList();
        var (lost, won) = (before.Count > kept.Count, replay.Shown.Count > kept.Count);
        (string Name, bool Happened)[] cases =
        [
            ("reopened", kept.Any(one => (one.Before.Status, one.After.Status) == (AnnotationStatus.Resolved, AnnotationStatus.Open))),
            ("turned private while shown", kept.Count > 0 && !earlier.IsPrivate && now.IsPrivate),
            ("turned public while shown", kept.Count > 0 && earlier.IsPrivate && !now.IsPrivate),
            ("left out once private", lost && !earlier.IsPrivate && now.IsPrivate && earlier.Category == now.Category && earlier.Mode == now.Mode),
            ("called off while shown", lost && now.Category is StatusCategory.Canceled or StatusCategory.Declined or StatusCategory.Merged),
            ("turned into a test while shown", lost && now.Mode == IncidentMode.Test),
            ("left a route", lost && kept.Count > 0 && earlier.IsPrivate == now.IsPrivate && earlier.Category == now.Category),
            ("joined a route", won && kept.Count > 0 && earlier.IsPrivate == now.IsPrivate && earlier.Category == now.Category),
            ("set aside while shown", kept.Count > 0 && look.IsSetAside),
            ("an unnamed end stayed", look.IsOver && !look.HasEnd && kept.Any(one =>
                one.Before.Status == AnnotationStatus.Resolved && one.After.End == one.Before.End && one.After.End > one.After.Start)),
            ("renamed while shown", kept.Count > 0 && earlier.Name != now.Name),
            ("the start moved", kept.Any(one => one.Before.Start != one.After.Start)),
            ("an open region moved by the clock", look.Moves && kept.Any(one => one.After.End > one.Before.End)),
            ("starts in the future", replay.Shown.Values.Any(one => one.Content.Start > look.At)),
            ("default text for a template", replay.Shown.Values.Any(one => one.Content.TextFailure is not null)),
            ("a faulted route hides a private incident", !earlier.IsPrivate && now.IsPrivate && before.Keys.Any(key => replay.IsFaulted(key.Route, look.At))),
            ("a private incident in full", now.IsPrivate && replay.Shown.Values.Any(one => one.Content.Text.Contains(History.Marker, StringComparison.Ordinal))),
        ];
        foreach (var (name, _) in cases.Where(one => one.Happened))
        {
            yield return name;
        }
    }

    /// <summary>What can be said of it as a whole.</summary>
    public static IEnumerable<string> InTheEnd(History history, Replay replay)
    {
        var webhooks = history.Changes.SelectMany(change => change.Webhooks.Select(after => (change.At, Arrives: change.At + after))).ToList();
        (string Name, bool Happened)[] cases =
        [
            ("webhook lost", history.Changes.Any(change => change.Webhooks.Count == 0)),
            ("webhook doubled", history.Changes.Any(change => change.Webhooks.Count > 1)),
            ("webhook overtaken", webhooks.Any(one => webhooks.Any(other => other.At > one.At && other.Arrives < one.Arrives))),
            ("several annotations in the end", replay.Shown.Count > 2),
            ("nothing in the end", replay.Shown.Count == 0),
        ];
        return cases.Where(one => one.Happened).Select(one => one.Name);
    }
}
