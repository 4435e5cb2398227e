using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The applier between a real store on a temporary file and a Grafana in memory.</summary>
public abstract class ApplierFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly Sights _sights = new();
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private SqliteStore _store = null!;
    private BridgeMetrics _metrics = null!;
    private LookThenWrite _writer = null!;

    private protected static LedgerKey Key { get; } = new(AnIncident.Live().Id, AnnotationRoute.DefaultName, "main", AnnotationPart.Region);

    private protected InMemoryGrafana Grafana { get; } = new();

    private protected FakeTimeProvider Time { get; } = new(AnIncident.UpdatedAt);

    private protected FakeLogCollector Logs { get; } = new();

    private protected Claim Claim { get; private set; } = null!;

    private protected AnnotationApplier Applier { get; private set; } = null!;

    private protected IBridgeStore Store => _store;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = TestSettings.Read();
        _store = new SqliteStore(Path.Combine(_directory, "bridge.db"), [Key.Grafana]);
        _metrics = new BridgeMetrics(_registry, settings.GrafanaNames(), signingSecrets: 0);
        var maker = new AnnotationMaker(_store, [Grafana], _sights, _metrics, Time, new FakeLogger<AnnotationMaker>(Logs));
        Applier = new AnnotationApplier(_store, [Grafana], maker, _metrics, Time, new FakeLogger<AnnotationApplier>(Logs));
        _writer = new LookThenWrite(_store, FinderWith(settings), Applier, Time);
        await _store.OpenAsync(StoreAccess.Bridge, Cancellation);
        await _store.AcceptAsync(new WebhookReceipt("msg_1", Key.Subject, Time.GetUtcNow(), TimeSpan.Zero, null), Cancellation);
        Claim = await ClaimAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Open regions do not move, so that what is wanted does not depend on the time.</summary>
    private static readonly AnnotationOptions Still = new() { OpenEndInterval = TimeSpan.Zero };

    private protected static DesiredAnnotation Desired(Incident incident) => Assert.Single(AnnotationPolicy.Decide(
        incident, Still, new AnnotationRoute(Key.Route, [Key.Grafana]), ShownState.Nothing, default));

    /// <summary>One reconciliation of an incident that was shown before.</summary>
    private protected Task<IReadOnlyList<UpstreamFailure>> ReconcileAsync(Incident incident) =>
        ReconcileAsync(incident, Still);

    private protected Task<IReadOnlyList<UpstreamFailure>> ReconcileAsync(Incident incident, AnnotationOptions options) =>
        ReconcileAsync(incident, options, new AnnotationRoute(Key.Route, [Key.Grafana]));

    private protected async Task<IReadOnlyList<UpstreamFailure>> ReconcileAsync(Incident incident, AnnotationOptions options, params IReadOnlyList<AnnotationRoute> routes)
    {
        var now = Time.GetUtcNow();
        var written = await _writer.RunAsync(
            Claim,
            new LookOrder(LookOrder.TimesOf(incident, now)),
            ledger => Plans.Make(incident, Key.Grafana, routes, options, [], ledger, now),
            now,
            Cancellation);
        return [.. written.Failed.Select(step => step.Failure)];
    }

    private protected AnnotationFinder FinderWith(BridgeSettings settings) =>
        new(_store, [Grafana], settings.ForDeliveries(), _sights, Time, new FakeLogger<AnnotationFinder>(Logs));

    private protected async Task<LedgerEntry?> LedgerAsync()
    {
        var entries = await _store.ReadLedgerAsync(Key.Subject, Cancellation);
        return entries.SingleOrDefault();
    }

    private protected Task<bool> SaveAsync(LedgerEntry entry) => _store.SaveLedgerAsync(Claim, entry, Cancellation);

    /// <summary>Another worker takes the incident, as it may once the lease has run out.</summary>
    private protected async Task LoseLeaseAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(3));
        await ClaimAsync();
    }

    /// <summary>The value of a series as a scrape would show it.</summary>
    private protected Task<string?> MetricAsync(string series) => Scrape.ValueAsync(_registry, series);

    private async Task<Claim> ClaimAsync()
    {
        var now = Time.GetUtcNow();
        var claims = (await _store.ClaimAsync(Key.Grafana, Lane.Incidents, 1, now, now + TimeSpan.FromMinutes(2), Cancellation)).Claims;
        return Assert.Single(claims) with { StateAt = now };
    }
}
