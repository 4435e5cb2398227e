using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The real plan, applier and store, with Grafanas that refuse, lose requests and answers, and a bridge that dies in between.</summary>
[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class FaultProperties : IAsyncLifetime
{
    /// <summary>One call in two fails, until thirty calls are made.</summary>
    private static readonly Gen<Fault[]> Faults = Gen.Frequency((8, Gen.Const(Fault.None)), (8, Gen.Enum<Fault>())).Array[0, 30];

    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly BridgeMetrics _metrics = new(Metrics.NewCustomRegistry(), ["main", "other"], signingSecrets: 0);
    private SqliteStore _store = null!;
    private int _incidents;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_directory, "bridge.db"), History.Grafanas);
        await _store.OpenAsync(StoreAccess.Bridge, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task When_the_faults_have_stopped_there_are_exactly_the_annotations_of_the_last_state_and_none_is_doubled()
    {
        var struck = new ConcurrentDictionary<Fault, int>();
        var doubled = 0;
        var shown = 0;

        await Gen.Select(History.UpTo(changes: 5), Faults).SampleAsync(
            async (history, faults) =>
            {
                var scene = new Scene(_store, _metrics, Settled(history, $"incident-{Interlocked.Increment(ref _incidents)}"), faults);
                await scene.LiveAsync();
                var wanted = await scene.SettleAsync();

                Assert.Equal(wanted, scene.Present);
                foreach (var fault in scene.Struck)
                {
                    struck.AddOrUpdate(fault, 1, (_, count) => count + 1);
                }

                Interlocked.Add(ref doubled, scene.WasDoubled ? 1 : 0);
                Interlocked.Add(ref shown, wanted.Count > 0 ? 1 : 0);
            },
            iter: 400,
            threads: 1,
            print: sample => $"{sample.Item1}\n{string.Join(' ', sample.Item2)}");

        Assert.All(Enum.GetValues<Fault>(), fault => Assert.True(struck.GetValueOrDefault(fault) > 10, $"{fault} hardly ever happened."));
        Assert.True(doubled > 3, $"{doubled} histories had a double for a while.");
        Assert.True(shown > 100, $"{shown} histories ended with an annotation.");
    }

    /// <summary>With a last state that alone says what is to be shown, and severities that keep their names.</summary>
    private static History Settled(History history, string id)
    {
        var changes = history.Changes.Select(change => change with { State = change.State with { Id = SubjectId.Parse(id) } }).ToList();
        if (!new Look(default, changes[^1].State, Moves: false).IsDefinite)
        {
            changes[^1] = changes[^1] with { State = changes[^1].State with { Category = StatusCategory.Live } };
        }

        return history with { Changes = changes, RenamesSeverityAt = DateTimeOffset.MaxValue };
    }

    /// <summary>One history, with Grafanas of its own.</summary>
    private sealed class Scene
    {
        private readonly SqliteStore _store;
        private readonly History _history;
        private readonly FakeTimeProvider _time;
        private readonly Queue<Fault> _faults;
        private readonly FaultyGrafana[] _grafanas;
        private readonly HashSet<string> _failed = [];
        private readonly LookThenWrite _writer;

        public Scene(SqliteStore store, BridgeMetrics metrics, History history, Fault[] faults)
        {
            (_store, _history, _faults) = (store, history, new Queue<Fault>(faults));
            _time = new FakeTimeProvider(history.Changes[0].At);
            _grafanas = [.. History.Grafanas.Select(name => new FaultyGrafana(new InMemoryGrafana(name), _faults, _time))];
            var sights = new Sights();
            var maker = new AnnotationMaker(store, _grafanas, sights, metrics, _time, NullLogger<AnnotationMaker>.Instance);
            _writer = new LookThenWrite(
                store,
                new AnnotationFinder(store, _grafanas, (TestSettings.Read() with { Routes = history.Routes }).ForDeliveries(), sights, _time, NullLogger<AnnotationFinder>.Instance),
                new AnnotationApplier(store, _grafanas, maker, metrics, _time, NullLogger<AnnotationApplier>.Instance),
                _time);
        }

        public IEnumerable<Fault> Struck => _grafanas.SelectMany(grafana => grafana.Struck);

        /// <summary>Whether there were two of one annotation for a while.</summary>
        public bool WasDoubled { get; private set; }

        /// <summary>Where there is an annotation, and what it shows.</summary>
        public IReadOnlyList<(string Grafana, string Fingerprint)> Present => [.. _grafanas
            .SelectMany(grafana => grafana.Annotations.Select(annotation => (grafana.Name, annotation.Fingerprint()))).Order()];

        /// <summary>While things go wrong.</summary>
        public async Task LiveAsync()
        {
            foreach (var delivery in _history.Deliveries())
            {
                MoveTo(delivery);
                try
                {
                    await ReconcileAsync();
                }
                catch (CrashException)
                {
                    // The bridge starts again; the incident is due again.
                }
            }
        }

        /// <summary>Tries until nothing is left to do, as the bridge would.</summary>
        /// <returns>What there should be.</returns>
        public async Task<IReadOnlyList<(string Grafana, string Fingerprint)>> SettleAsync()
        {
            _faults.Clear();
            await ReconcileAsync();
            for (var looks = 0; ReconciliationPlan.NextConfirmation(await LedgerAsync()) is { } next; looks++)
            {
                Assert.True(looks < 5, "It is never sure of what it did.");
                MoveTo(next > _time.GetUtcNow() ? next : _time.GetUtcNow());
                await ReconcileAsync();
            }

            Assert.Equal(0, await ReconcileAsync());
            return
            [
                .. History.Grafanas.SelectMany(grafana => Plan(grafana, []).Steps)
                    .Cast<ReconciliationStep.Create>().Select(step => (step.Key.Grafana, step.Desired.Fingerprint())).Order(),
            ];
        }

        private void MoveTo(DateTimeOffset time)
        {
            _time.SetUtcNow(time);
            Array.ForEach(_grafanas, grafana => grafana.Deliver(until: time));
            WasDoubled |= _grafanas.Any(grafana => grafana.Annotations.GroupBy(Identity).Any(group => group.Count() > 1));
        }

        /// <returns>How much there was to do.</returns>
        private async Task<int> ReconcileAsync()
        {
            var (now, count) = (_time.GetUtcNow(), 0);
            foreach (var grafana in History.Grafanas)
            {
                var key = new DeliveryKey(_history.StateAt(now).Id, grafana);
                var claim = await _store.TryClaimAsync(key, askedAt: null, now, leaseUntil: now, Cancellation);
                Assert.NotNull(claim);
                var order = new LookOrder(LookOrder.TimesOf(_history.StateAt(now), now));
                var shown = claim with { StateAt = now, Attempts = _failed.Contains(grafana) ? 1 : 0 };
                var written = await _writer.RunAsync(shown, order, ledger => Plan(grafana, ledger), now, Cancellation);
                _failed.Remove(grafana);
                if (written.Failed.Count > 0 || written.Unseen is not null)
                {
                    _failed.Add(grafana);
                }

                count += written.Steps.Count;
            }

            return count;
        }

        private Task<IReadOnlyList<LedgerEntry>> LedgerAsync() => _store.ReadLedgerAsync(_history.Changes[0].State.Id, Cancellation);

        private ReconciliationPlan Plan(string grafana, IReadOnlyList<LedgerEntry> ledger)
        {
            var now = _time.GetUtcNow();
            return Plans.Make(_history.StateAt(now), grafana, _history.Routes, _history.Options, _history.SeveritiesAt(now), ledger, now);
        }

        private static string Identity(FoundAnnotation annotation) => string.Join(
            ' ', annotation.Tags.Where(tag => tag.Split(':')[0] is "incident" or "route" or "dashboard" or "panel" or "event"));
    }
}
