using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.Kinds.Alerts;
using Bridge.Observability;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>All of the kind, before an incident.io in memory. It is an hour after the first alert fired.</summary>
public abstract class AlertsFixture
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private AlertSources? _sources;
    private AlertCap? _cap;
    private AlertLinks? _links;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(AnAlert.At.AddHours(1));

    private protected FakeAlertApi Api { get; } = new();

    private protected ShownLedger Ledger { get; } = new();

    private protected AlertOptions Options { get; set; } = new() { Show = ShownAlerts.Matching };

    /// <summary>What incident.io says of the key, and of where its pages are.</summary>
    private protected string Identity { get; set; } = """{"identity":{"name":"bridge","roles":["viewer"],"dashboard_url":"https://app.incident.io/acme/"}}""";

    private protected AlertAttachments Attachments => new(Api, Requests);

    private protected AlertListing Listing => new(Api, Requests, Sources, Options, Time);

    private protected AlertSources Sources => _sources ??= new AlertSources(Api, Requests, Time, NullLogger<AlertSources>.Instance);

    private protected AlertCap Cap => _cap ??= new AlertCap(Ledger, new BridgeMetrics(_registry, ["main"], signingSecrets: 0), Options, Time);

    private IncidentIoRequests Requests => new(Time);

    private protected Task<SubjectResult> GetAsync(int number = 1)
    {
        _links ??= new AlertLinks(new IncidentClient(new StubIncidentIoApi(_ => Task.FromResult(Answers.Json(Identity))), Requests), Time);
        return new AlertSource(Api, Requests, Sources, new AlertFirings(Api, Requests), Attachments, _links, Cap, Options, Time)
            .GetAsync(AnAlert.IdOf(number), Cancellation);
    }

    /// <summary>The alert as it is shown, or is not.</summary>
    private protected async Task<Happening> FoundAsync(int number = 1) =>
        Assert.IsType<Happening>(Assert.IsType<SubjectResult.Found>(await GetAsync(number)).Subject);

    private protected async Task<UpstreamFailure> FailedAsync(int number = 1) => Assert.IsType<SubjectResult.Failed>(await GetAsync(number)).Failure;

    private protected Task<string?> OverCapAsync() => Scrape.ValueAsync(_registry, "alerts_over_cap_total");

    /// <summary>What a route shows of it: <c>firing 10:00–10:03</c>, or nothing.</summary>
    private protected IReadOnlyList<DesiredAnnotation> Decide(Subject alert, AnnotationRoute? route = null, AnnotationOptions? annotations = null)
    {
        route ??= new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]);
        var projection = new AlertProjection(Options, () => annotations ?? new AnnotationOptions());
        return projection.WhyNot(alert, route, []) is not null ? [] : projection.Decide(alert, route, ShownState.Nothing, Time.GetUtcNow(), dashboard: null);
    }
}
