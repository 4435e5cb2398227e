using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Annotations;
using Bridge.UnitTests.Incidents;
using CsCheck;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>
/// Whatever states an incident went through, and however many of them the bridge saw, what is shown in the end depends on the last one,
/// with two exceptions that are stated here as well.
/// </summary>
public sealed class ConvergenceProperties
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    private static readonly Gen<(Incident[] Earlier, Incident Last, AnnotationOptions Options)> History =
        Gen.Select(Any.Incident.Array[0, 6], Any.Incident, Any.Options);

    [Fact]
    public void The_last_state_alone_decides_what_is_shown()
    {
        History.Where(history => !KeepsWhatIsShown(history.Last) && HasEnd(history.Last, history.Options)).Sample(history =>
            Assert.Equal(
                Shown(Settle([history.Last], history.Options)),
                Shown(Settle([.. history.Earlier, history.Last], history.Options))));
    }

    [Fact]
    public void Paused_or_unknown_it_is_shown_as_open_or_resolved_as_it_was_before()
    {
        History.Where(history => KeepsWhatIsShown(history.Last)).Sample(history =>
        {
            var last = history.Last with { Mode = IncidentMode.Standard };

            var before = Settle(history.Earlier, history.Options);
            var after = Settle([.. history.Earlier, last], history.Options);

            if (last.IsPrivate && history.Options.Private == PrivateMode.Omit)
            {
                Assert.Empty(after);
            }
            else
            {
                Assert.Equal(before.Select(entry => (entry.Key, entry.Status)), after.Select(entry => (entry.Key, entry.Status)));
            }
        });
    }

    [Fact]
    public void Resolved_without_a_named_end_only_the_end_depends_on_what_came_before()
    {
        History.Where(history => !KeepsWhatIsShown(history.Last)).Sample(history =>
        {
            var alone = Settle([history.Last], history.Options);
            var after = Settle([.. history.Earlier, history.Last], history.Options);

            Assert.Equal(alone.Select(entry => (entry.Key, entry.Status)), after.Select(entry => (entry.Key, entry.Status)));
            Assert.All(
                alone.Zip(after).Where(pair => pair.First.Key.Part != AnnotationPart.Resolve),
                pair => Assert.Equal(pair.First.Start, pair.Second.Start));
        });
    }

    [Fact]
    public void An_end_that_no_timestamp_names_is_the_first_one_shown_and_stays()
    {
        Gen.Select(Any.Time, Any.Time).Sample((resolved, edited) =>
        {
            var incident = AnIncident.In(StatusCategory.Closed) with { CreatedAt = AnIncident.DeclaredAt.AddDays(-2), UpdatedAt = resolved };

            var first = Assert.Single(Settle([incident], new AnnotationOptions()));
            var later = Assert.Single(Settle([incident, incident with { UpdatedAt = edited }], new AnnotationOptions()));

            Assert.Equal(first.End, later.End);
        });
    }

    [Fact]
    public void The_same_state_twice_leaves_nothing_to_do()
    {
        History.Sample(history =>
        {
            var ledger = Settle([.. history.Earlier, history.Last], history.Options);

            Assert.Empty(ReconciliationPlan.Make(history.Last, [Route], history.Options, [], ledger, default).Steps);
        });
    }

    private static bool KeepsWhatIsShown(Incident incident) => incident.Category is StatusCategory.Paused or StatusCategory.Unknown;

    private static bool HasEnd(Incident incident, AnnotationOptions options) =>
        incident.Category is not (StatusCategory.Learning or StatusCategory.Closed)
        || incident.Timestamps.Any(timestamp => options.EndFrom.Any(name => TimestampName.Same(name, timestamp.Name)));

    private static IEnumerable<(LedgerKey Key, string? Fingerprint)> Shown(IEnumerable<LedgerEntry> ledger) =>
        ledger.Select(entry => (entry.Key, entry.Fingerprint));

    /// <summary>The ledger after each state was reconciled in turn by a Grafana that never fails.</summary>
    private static List<LedgerEntry> Settle(IEnumerable<Incident> states, AnnotationOptions options)
    {
        var ledger = new List<LedgerEntry>();
        foreach (var state in states)
        {
            foreach (var step in ReconciliationPlan.Make(state, [Route], options, [], ledger, default).Steps)
            {
                switch (step)
                {
                    case ReconciliationStep.Create create:
                        ledger.Add(Entry(create.Key, create.Desired));
                        break;
                    case ReconciliationStep.Update update:
                        ledger[ledger.IndexOf(update.Known)] = Entry(update.Known.Key, update.Desired);
                        break;
                    case ReconciliationStep.Delete delete:
                        ledger.Remove(delete.Known);
                        break;
                    default:
                        throw new InvalidOperationException("Nothing is in doubt here.");
                }
            }
        }

        return [.. ledger.OrderBy(entry => entry.Key.Part)];
    }

    private static LedgerEntry Entry(LedgerKey key, DesiredAnnotation desired) => new(
        key, AnnotationId: 1, desired.Fingerprint(), desired.Status, desired.Start, desired.End, ConfirmAt: null);
}
