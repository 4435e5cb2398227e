using Bridge.Incidents;
using Bridge.Observability;
using Bridge.States;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.States;

public abstract class StatesFixture
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    private protected StatesFixture()
    {
        var settings = TestSettings.Read(("IncidentIo:Timeout", "00:00:10"));
        var incidents = new IncidentClient(IncidentIo, new IncidentIoRequests(Time));
        States = new SubjectStates(
            incidents,
            [incidents, Kind],
            [Kind],
            Notes,
            settings.IncidentIo,
            new BridgeMetrics(_registry, settings.GrafanaNames(), signingSecrets: 0),
            References,
            Time,
            new FakeLogger<SubjectStates>(Logs));
    }

    private protected static SubjectId Id { get; } = SubjectId.Parse("01ABC");

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(AnIncident.UpdatedAt);

    private protected DateTimeOffset Now => Time.GetUtcNow();

    private protected IncidentIoStub IncidentIo { get; } = new();

    /// <summary>The only kind beside incidents.</summary>
    private protected StubKind Kind { get; } = new(SubjectKind.Maintenance);

    private protected StubNotes Notes { get; } = new();

    private protected IncidentReferences References { get; } = new();

    private protected FakeLogCollector Logs { get; } = new();

    private protected SubjectStates States { get; }

    private protected Task<string?> UnreadableAsync() => Scrape.ValueAsync(_registry, "unreadable_incidents_total");
}
