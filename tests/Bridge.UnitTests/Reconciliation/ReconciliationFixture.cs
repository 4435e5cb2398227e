using System.Diagnostics.CodeAnalysis;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds.Maintenance;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.States;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Kinds.Maintenance;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Settings;
using Bridge.UnitTests.States;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>All that brings two Grafanas to an incident's state, between an incident.io and two Grafanas in memory, with a real store on a temporary file.</summary>
public abstract class ReconciliationFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly SqliteStore _store;
    private readonly MaintenanceOptions _maintenance;

    private protected ReconciliationFixture(params (string Key, string? Value)[] changes)
        : this(followers: [], changes)
    {
    }

    /// <param name="followers">What is looked at when an incident changed.</param>
    /// <param name="changes">Settings.</param>
    private protected ReconciliationFixture(IReadOnlyList<StubKind> followers, params (string Key, string? Value)[] changes)
    {
        Kinds = followers;
        var settings = TestSettings.Read([("Grafana:other:Url", "https://other.example"), ("Grafana:other:Token", "token"), .. changes]);
        _store = new SqliteStore(Path.Combine(_directory, "bridge.db"), ["main", "other"]);
        Store = WatchedStore.Over(_store);
        Settings = settings.ForDeliveries();
        Metric = new BridgeMetrics(_registry, Settings.Grafanas, signingSecrets: 0);
        var requests = new IncidentIoRequests(Time);
        Incidents = new IncidentClient(IncidentIo, requests);
        MaintenanceIo = new FakeMaintenanceApi(Time);
        Maintenance = new MaintenanceSource(MaintenanceIo, requests, Time);
        _maintenance = settings.Kinds.OfType<MaintenanceOptions>().Single();
        ISubjectSource[] sources = [Incidents, .. followers, .. HasMaintenance ? [Maintenance] : Array.Empty<ISubjectSource>()];
        States = new SubjectStates(Incidents, sources, followers, Store.Store, settings.IncidentIo, Metric, new IncidentReferences(), Time, Logger<SubjectStates>());
        OpenIncidents = new OpenIncidents(new OpenIncidentMetrics(_registry), Settings, settings.Server.MaxOpenIncidentSeries);
        BeginProcess();
    }

    private protected IReadOnlyList<StubKind> Kinds { get; }

    /// <summary>Whether maintenance windows are the real ones.</summary>
    private bool HasMaintenance => Kinds.All(kind => kind.Kind != SubjectKind.Maintenance);

    private protected DeliverySettings Settings { get; }

    private protected FakeTimeProvider Time { get; } = new(AnIncident.UpdatedAt.AddHours(1));

    private protected DateTimeOffset Now => Time.GetUtcNow();

    private protected FakeIncidentIo IncidentIo { get; } = new();

    /// <summary>incident.io's maintenance windows.</summary>
    private protected FakeMaintenanceApi MaintenanceIo { get; }

    private protected MaintenanceSource Maintenance { get; }

    private protected InMemoryGrafana Grafana { get; } = new();

    private protected InMemoryGrafana Other { get; } = new("other");

    private protected FakeLogCollector Logs { get; } = new();

    private protected WatchedStore Store { get; }

    private protected BridgeMetrics Metric { get; }

    private protected WorkSignal Signal { get; } = new();

    private protected IncidentClient Incidents { get; }

    private protected SubjectStates States { get; }

    private protected OpenIncidents OpenIncidents { get; }

    private protected RecentDeliveries Recent { get; } = new();

    private protected OpenEnds OpenEnds { get; private set; }

    private protected DeliveryWork Work { get; private set; }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.OpenAsync(StoreAccess.Bridge, Cancellation);

    public virtual async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What was shown before this moment was shown by another process.</summary>
    [MemberNotNull(nameof(OpenEnds), nameof(Work))]
    private protected void BeginProcess()
    {
        OpenEnds = new OpenEnds(Store.Store, [Grafana, Other], Settings, Metric, Time, Logger<OpenEnds>());
        Work = WorkWith(jitter: () => 0.5);
    }

    private protected FakeLogger<T> Logger<T>() => new(Logs);

    /// <summary>The same incident with another id: <c>1</c>, <c>2</c> and so on.</summary>
    private protected static Incident Numbered(int number, Incident incident) => incident with
    {
        Id = SubjectId.Parse($"01HZX3V9QF8N6M2K7T5R4W{number:D4}"),
        Reference = $"INC-{number}",
    };

    /// <summary>What the only route of the settings has Grafana show.</summary>
    private protected static DesiredAnnotation Desired(Incident incident) => Assert.Single(AnnotationPolicy.Decide(
        incident, new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    /// <summary>One look at an incident for each Grafana, due or not, by whoever has nothing of it yet.</summary>
    /// <returns>What came of the one for the first Grafana.</returns>
    private protected async Task<ReconciliationResult> ReconcileAsync(SubjectId incident)
    {
        var result = await DeliverAsync(incident);
        await DeliverAsync(incident, "other");
        return result;
    }

    /// <summary>The same for one Grafana.</summary>
    private protected async Task<ReconciliationResult> DeliverAsync(SubjectId incident, string grafana = "main") =>
        await Work.RunAsync(await ClaimAsync(incident, grafana), Cancellation);

    /// <summary>What is due in both Grafanas, as their loops would do it.</summary>
    private protected async Task DeliverDueAsync()
    {
        foreach (var grafana in (string[])["main", "other"])
        {
            foreach (var due in await DueAsync(Now, grafana))
            {
                await DeliverAsync(due.Subject, grafana);
            }
        }
    }

    /// <summary>incident.io has the incident, and the bridge has brought both Grafanas to its state.</summary>
    private protected async Task ShowAsync(Incident incident)
    {
        IncidentIo.Has(incident);
        await WebhookAsync(incident.Id);
        Assert.IsType<WorkOutcome.Succeeded>((await DeliverAsync(incident.Id)).Outcome);
        Assert.IsType<WorkOutcome.Succeeded>((await DeliverAsync(incident.Id, "other")).Outcome);
    }

    private protected Task WebhookAsync(SubjectId incident) => _store.AcceptAsync(
        new WebhookReceipt($"msg_{Guid.NewGuid():N}", incident, Now, TimeSpan.Zero, TraceParent: null), Cancellation);

    /// <summary>The delivery is this test's, as it would be a worker's.</summary>
    private protected async Task<Claim> ClaimAsync(SubjectId incident, string grafana = "main")
    {
        var claim = await _store.TryClaimAsync(
            new DeliveryKey(incident, grafana), askedAt: null, Now, Now + TimeSpan.FromMinutes(2), Cancellation);
        return claim ?? throw new InvalidOperationException("Somebody has the delivery.");
    }

    private protected async Task<Delivery?> WorkOnAsync(SubjectId incident, string grafana = "main") =>
        (await _store.ReadDeliveriesAsync([incident], Cancellation))[incident].SingleOrDefault(delivery => delivery.Key.Grafana == grafana);

    /// <summary>What is due in a Grafana by a time.</summary>
    private protected async Task<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset by, string grafana = "main") =>
    [
        .. await _store.ReadDueAsync(grafana, Lane.Incidents, limit: 20_000, by, Cancellation),
        .. await _store.ReadDueAsync(grafana, Lane.Others, limit: 20_000, by, Cancellation),
    ];

    private protected Task<IReadOnlyList<LedgerEntry>> LedgerAsync(SubjectId incident) => _store.ReadLedgerAsync(incident, Cancellation);

    /// <summary>A metric's series with their values.</summary>
    private protected Task<IReadOnlyList<string>> SeriesAsync(string metric) => Scrape.SeriesAsync(_registry, metric);

    private protected Task<string?> MetricAsync(string series) => Scrape.ValueAsync(_registry, series);

    /// <summary>The lines with this number, in order.</summary>
    private protected IReadOnlyList<string> Lines(int id, LogLevel level) =>
        [.. Logs.GetSnapshot().Where(record => record.Id.Id == id && record.Level == level).Select(record => record.Message)];

    private protected Task<JobResult> ResyncAsync(DateTimeOffset? watermark, CancellationToken? cancellation = null) =>
        NewResync().RunAsync(watermark, cancellation ?? Cancellation);

    private protected Resync NewResync() => new(
        Store.Store, Store.Store, Store.Store, Store.Store, States, OpenIncidents, Signal, Settings, Metric, Time, Logger<Resync>());

    /// <summary>One look at incident.io's lists of a kind.</summary>
    private protected Task<JobResult> PollAsync(ISubjectListing listing, DateTimeOffset? watermark) =>
        NewPoll(listing).RunAsync(watermark, Cancellation);

    private protected SubjectPoll NewPoll(ISubjectListing listing) =>
        new(listing, Store.Store, Store.Store, Store.Store, States, Signal, Settings, Time, Logger<SubjectPoll>());

    private protected Drift DriftOf(InMemoryGrafana grafana) => new(
        grafana, Store.Store, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Drift>());

    private protected DeliveryWork WorkWith(Func<double> jitter)
    {
        IAnnotationTarget[] targets = [Grafana, Other];
        var sights = new Sights();
        var maker = new AnnotationMaker(Store.Store, targets, sights, Metric, Time, Logger<AnnotationMaker>());
        return new DeliveryWork(
            Store.Store,
            States,
            new SeverityCatalog(Incidents, Time),
            new Projections(
            [
                new IncidentProjection(() => Settings.Annotations),
                .. Kinds.Select(kind => new StubProjection(kind.Kind, () => Settings.Annotations)),
                .. HasMaintenance ? [new MaintenanceProjection(_maintenance, () => Settings.Annotations)] : Array.Empty<IProjection>(),
            ]),
            new LookThenWrite(
                Store.Store,
                new AnnotationFinder(Store.Store, targets, Settings, sights, Time, Logger<AnnotationFinder>()),
                new AnnotationApplier(Store.Store, targets, maker, Metric, Time, Logger<AnnotationApplier>()),
                Time),
            new SubjectLead(Store.Store, Store.Store, States, Signal, Time),
            OpenEnds,
            new DeliveryReport(Metric, Recent, Logger<DeliveryReport>()),
            Settings,
            DeliveryTimes.OfBridge,
            Time,
            Logger<DeliveryWork>())
        {
            Jitter = jitter,
        };
    }
}
