using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.States;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>All that brings an incident to its state, between an incident.io and two Grafanas in memory, with a real store on a temporary file.</summary>
public abstract class ReconciliationFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly SqliteStore _store;

    private protected ReconciliationFixture(params (string Key, string? Value)[] changes)
    {
        Settings = TestSettings.Read([("Grafana:other:Url", "https://other.example"), ("Grafana:other:Token", "token"), .. changes]);
        _store = new SqliteStore(Path.Combine(_directory, "bridge.db"));
        Store = WatchedStore.Over(_store);
        Metric = new BridgeMetrics(_registry, Settings.Grafana, signingSecrets: 0);
        Incidents = new IncidentClient(IncidentIo, Time);
        States = new IncidentStates(Incidents, Settings, Metric, Time, Logger<IncidentStates>());
        Reconciler = ReconcilerWith(jitter: () => 0.5);
        Work = new ClaimedWork(Store.Store, Reconciler, Settings, Metric, Time, Logger<ClaimedWork>());
    }

    private protected BridgeSettings Settings { get; }

    private protected FakeTimeProvider Time { get; } = new(AnIncident.UpdatedAt.AddHours(1));

    private protected DateTimeOffset Now => Time.GetUtcNow();

    private protected FakeIncidentIo IncidentIo { get; } = new();

    private protected InMemoryGrafana Grafana { get; } = new();

    private protected InMemoryGrafana Other { get; } = new("other");

    private protected FakeLogCollector Logs { get; } = new();

    private protected WatchedStore Store { get; }

    private protected BridgeMetrics Metric { get; }

    private protected IncidentClient Incidents { get; }

    private protected IncidentStates States { get; }

    private protected IncidentReconciler Reconciler { get; }

    private protected ClaimedWork Work { get; }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.OpenAsync(StoreAccess.Bridge, Cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected FakeLogger<T> Logger<T>() => new(Logs);

    /// <summary>The same incident with another id: <c>1</c>, <c>2</c> and so on.</summary>
    private protected static Incident Numbered(int number, Incident incident) => incident with
    {
        Id = IncidentId.Parse($"01HZX3V9QF8N6M2K7T5R4W{number:D4}"),
        Reference = $"INC-{number}",
    };

    /// <summary>What the only route of the settings has Grafana show.</summary>
    private protected static DesiredAnnotation Desired(Incident incident) => Assert.Single(AnnotationPolicy.Decide(
        incident, new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    /// <summary>One reconciliation of an incident, due or not, by whoever has nothing of it yet.</summary>
    private protected async Task<ReconciliationResult> ReconcileAsync(IncidentId incident) =>
        await Reconciler.ReconcileAsync(await ClaimAsync(incident), Cancellation);

    /// <summary>incident.io has the incident, and the bridge has brought both Grafanas to its state.</summary>
    private protected async Task ShowAsync(Incident incident)
    {
        IncidentIo.Has(incident);
        await WebhookAsync(incident.Id);
        var result = await Work.RunAsync(await ClaimAsync(incident.Id), Cancellation);
        Assert.IsType<WorkOutcome.Succeeded>(result.Outcome);
    }

    private protected Task WebhookAsync(IncidentId incident) => _store.AcceptAsync(
        new WebhookReceipt($"msg_{Guid.NewGuid():N}", incident, Now, TimeSpan.Zero, TraceParent: null), Cancellation);

    /// <summary>The incident is this test's, as it would be a worker's.</summary>
    private protected async Task<Claim> ClaimAsync(IncidentId incident)
    {
        var claim = await _store.TryClaimAsync(incident, stateAt: null, Now, Now + TimeSpan.FromMinutes(2), Cancellation);
        return claim ?? throw new InvalidOperationException("Somebody has the incident.");
    }

    private protected async Task<WorkItem?> WorkOnAsync(IncidentId incident) =>
        (await _store.ReadWorkAsync([incident], Cancellation)).GetValueOrDefault(incident);

    private protected Task<IReadOnlyList<LedgerEntry>> LedgerAsync(IncidentId incident) => _store.ReadLedgerAsync(incident, Cancellation);

    private protected Task<string?> MetricAsync(string series) => Scrape.ValueAsync(_registry, series);

    /// <summary>The lines with this number, in order.</summary>
    private protected IReadOnlyList<string> Lines(int id, LogLevel level) =>
        [.. Logs.GetSnapshot().Where(record => record.Id.Id == id && record.Level == level).Select(record => record.Message)];

    private protected IncidentReconciler ReconcilerWith(Func<double> jitter)
    {
        IAnnotationTarget[] targets = [Grafana, Other];
        return new IncidentReconciler(
            Store.Store,
            Incidents,
            new SeverityCatalog(Incidents, Time),
            new AnnotationDiscovery(Store.Store, targets, Settings, Time, Logger<AnnotationDiscovery>()),
            new AnnotationApplier(Store.Store, targets, new AnnotationFinder(Metric, Logger<AnnotationFinder>()), Metric, Time, Logger<AnnotationApplier>()),
            Settings,
            Metric,
            Time,
            Logger<IncidentReconciler>())
        {
            Jitter = jitter,
        };
    }
}
