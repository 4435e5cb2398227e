using System.Collections.Concurrent;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.UnitTests.Annotations;
using Bridge.UnitTests.Incidents;
using CsCheck;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>
/// Whatever an incident went through, and whichever of its webhooks came in whatever order: what is shown in the end depends on its last
/// state alone. Two things stay as they were, since no state says how they should be: what is shown of an incident that is set aside,
/// and an end that no timestamp names. A route that cannot be followed changes nothing but what may not be told any more.
/// </summary>
[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class ConvergenceProperties
{
    /// <summary>Seen in so many of 10,000 histories at least; a generator that misses a case proves nothing about it.</summary>
    private const int Often = 3;

    private static readonly string[] Cases =
    [
        "reopened", "turned private while shown", "turned public while shown", "left out once private", "called off while shown",
        "turned into a test while shown", "left a route", "joined a route", "set aside while shown", "an unnamed end stayed", "renamed while shown",
        "the start moved", "an open region moved by the clock", "starts in the future", "webhook lost", "webhook doubled", "webhook overtaken",
        "several annotations in the end", "nothing in the end", "default text for a template", "a faulted route hides a private incident",
        "a private incident in full",
    ];

    [Fact]
    public void Any_sequence_of_states_in_any_order_of_delivery_converges_to_the_annotations_of_the_last_state()
    {
        var seen = new ConcurrentDictionary<string, int>(Cases.Select(name => KeyValuePair.Create(name, 0)));

        History.UpTo(changes: 8).Sample(
            history =>
            {
                var cases = new HashSet<string>();
                var replay = new Replay(history);
                replay.Live((look, before) =>
                {
                    HistoryRules.Check(history, replay, look, before);
                    cases.UnionWith(HistoryCases.Of(history, replay, look, before));
                });

                var last = replay.Looks[^1];
                var definite = Math.Max(0, replay.Looks.FindLastIndex(look => look.IsDefinite));
                var alone = new Replay(history);
                foreach (var look in replay.Looks[definite..])
                {
                    alone.Take(look);
                }

                Assert.Equal(Contents(alone, last), Contents(replay, last));
                Assert.Empty(replay.Take(last).Steps);
                foreach (var name in cases.Concat(HistoryCases.InTheEnd(history, replay)))
                {
                    seen.AddOrUpdate(name, 1, (_, count) => count + 1);
                }
            },
            iter: 10_000);

        Assert.Equal(Cases.Order(), seen.Keys.Order());
        Assert.All(seen, entry => Assert.True(entry.Value >= Often, $"'{entry.Key}' was in {entry.Value} histories only."));
    }

    [Fact]
    public void An_end_that_no_timestamp_names_is_the_first_one_shown_and_stays()
    {
        Gen.Select(Any.Time, Any.Time).Sample((resolved, edited) =>
        {
            var incident = AnIncident.In(StatusCategory.Closed) with { CreatedAt = AnIncident.DeclaredAt.AddDays(-2), UpdatedAt = resolved };
            var at = AnIncident.DeclaredAt.AddDays(2);
            var history = new History(new AnnotationOptions(), [new AnnotationRoute("default", ["main"])], [], DateTimeOffset.MaxValue);

            var replay = new Replay(history);
            replay.Take(new Look(at, incident, Moves: false));
            var first = Assert.Single(replay.Shown).Value;
            Assert.Empty(replay.Take(new Look(at, incident with { UpdatedAt = edited }, Moves: false)).Steps);

            Assert.Equal(resolved.ToUnixTimeMilliseconds(), first.Content.End.ToUnixTimeMilliseconds());
        });
    }

    /// <summary>By routes that can be followed.</summary>
    private static IEnumerable<(LedgerKey Key, string Fingerprint)> Contents(Replay replay, Look last) => replay.Shown
        .Where(shown => !replay.IsFaulted(shown.Key.Route, last.At))
        .Select(shown => (shown.Key, shown.Value.Content.Fingerprint()))
        .OrderBy(shown => shown.Key.ToString(), StringComparer.Ordinal);
}
