using System.Net;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Grafana;

/// <summary>Nothing reaches a Grafana before it is known whose it is, and nothing reaches a stranger's.</summary>
public sealed class GrafanaOwnerTests : IDisposable
{
    private static readonly DesiredAnnotation Annotation = Assert.Single(AnnotationPolicy.Decide(
        AnIncident.Live(), new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    private static readonly GrafanaOptions Settings = new() { Name = "main", Url = new Uri(StubGrafana.Address), Token = new Secret("token") };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeLogCollector _logs = new();
    private readonly WatchedStore _store = WatchedStore.Over(inner: null);
    private readonly InMemoryGrafana _grafana = new();
    private readonly GrafanaBreaker _breaker;
    private readonly GrafanaOwner _owner;
    private readonly GuardedTarget _target;
    private GrafanaIdentity? _known;
    private int _asked;
    private Func<HttpResponseMessage> _answer = () => throw new InvalidOperationException("Nobody has said what it answers.");

    public GrafanaOwnerTests()
    {
        _store.Answers[nameof(IGrafanaIdentities.ReadGrafanaAsync)] = _ => Task.FromResult(_known);
        _store.Answers[nameof(IGrafanaIdentities.NoteGrafanaAsync)] = arguments =>
        {
            _known = (GrafanaIdentity)arguments[1]!;
            return Task.CompletedTask;
        };
        _store.Answers[nameof(IGrafanaIdentities.ReplaceGrafanaAsync)] = arguments =>
        {
            _known = (GrafanaIdentity)arguments[1]!;
            return Task.FromResult(12);
        };
        _breaker = new GrafanaBreaker(Settings, _time, new BridgeMetrics(Metrics.NewCustomRegistry(), [Settings.Name], signingSecrets: 0), new FakeLogger<GrafanaBreaker>(_logs));
        _owner = new GrafanaOwner(
            Settings,
            StubGrafana.Probe(new StubHandler((_, _) =>
            {
                _asked++;
                return Task.FromResult(_answer());
            })),
            _store.Store,
            _breaker,
            _time,
            new FakeLogger<GrafanaOwner>(_logs));
        _target = new GuardedTarget(_grafana, _owner);
        IsOf(1);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _owner.Dispose();
        _breaker.Dispose();
    }

    [Fact]
    public async Task It_is_asked_once_before_the_first_request_and_noted()
    {
        await _target.CreateAsync(Annotation, Cancellation);
        await _target.CreateAsync(Annotation, Cancellation);

        Assert.Equal(1, _asked);
        Assert.Equal(new GrafanaIdentity("http://grafana.test/sub", 1), _known);
        Assert.Equal(["create", "create"], _grafana.Calls);
        Assert.Null(_target.HeldUntil);
        Assert.DoesNotContain(_logs.GetSnapshot(), line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task Nothing_is_written_to_or_read_from_another_organization_and_that_is_told_once()
    {
        _known = new GrafanaIdentity("http://grafana.test/sub", 1);
        IsOf(7);

        var create = Assert.IsType<TargetResult.Failed>(await _target.CreateAsync(Annotation, Cancellation));
        Assert.IsType<FindResult.Failed>(await _target.ListAsync(_time.GetUtcNow(), _time.GetUtcNow(), Cancellation));
        Assert.False(await ProbeAsync(7));

        Assert.Equal((FailureReason.Settings, true, true, false), (create.Failure.Reason, create.Failure.IsHeld, create.Failure.OfUpstream, create.Failure.MayHaveActed));
        Assert.Empty(_grafana.Calls);
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), _target.HeldUntil);
        Assert.Equal(
            ["The bridge holds everything for Grafana main: its token belongs to organization 7, and the bridge has posted to organization 1: set Grafana:main:Token right, or Grafana:main:OrgId to 7 if that organization is meant. Nothing is lost; what is due waits."],
            Lines(EventIds.GrafanaIsStrangers, LogLevel.Error));
        Assert.Equal(1, _known!.Organization);
    }

    [Fact]
    public async Task When_it_is_ours_again_everything_goes_and_that_is_told_too()
    {
        _known = new GrafanaIdentity("http://grafana.test/sub", 1);
        IsOf(7);
        await _target.CreateAsync(Annotation, Cancellation);

        Assert.True(await ProbeAsync(1));

        Assert.Null(_target.HeldUntil);
        Assert.IsType<TargetResult.Made>(await _target.CreateAsync(Annotation, Cancellation));
        Assert.Single(Lines(EventIds.GrafanaIsOurs, LogLevel.Information));
    }

    [Fact]
    public async Task New_credentials_are_asked_about_at_once()
    {
        _known = new GrafanaIdentity("http://grafana.test/sub", 1);
        await _target.CreateAsync(Annotation, Cancellation);
        IsOf(7);
        Assert.IsType<TargetResult.Made>(await _target.CreateAsync(Annotation, Cancellation));

        _breaker.Forgive();

        Assert.IsType<TargetResult.Failed>(await _target.CreateAsync(Annotation, Cancellation));
        IsOf(1);
        _breaker.Forgive();
        Assert.Null(_target.HeldUntil);
        Assert.IsType<TargetResult.Made>(await _target.CreateAsync(Annotation, Cancellation));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_token_that_may_not_ask_posts_all_the_same_and_that_is_told_once(HttpStatusCode status)
    {
        _answer = () => Answers.Json("""{"message":"Access denied"}""", status);

        await _target.CreateAsync(Annotation, Cancellation);
        _breaker.Forgive();
        await _target.CreateAsync(Annotation, Cancellation);

        Assert.Equal(["create", "create"], _grafana.Calls);
        Assert.Single(Lines(EventIds.OrganizationUnknown, LogLevel.Information));
    }

    [Fact]
    public async Task While_it_cannot_be_asked_nothing_is_sent()
    {
        _answer = () => Answers.Status(HttpStatusCode.ServiceUnavailable);

        var failed = Assert.IsType<TargetResult.Failed>(await _target.CreateAsync(Annotation, Cancellation));

        Assert.Equal((FailureReason.Server, false), (failed.Failure.Reason, failed.Failure.MayHaveActed));
        Assert.Empty(_grafana.Calls);
        IsOf(1);
        Assert.IsType<TargetResult.Made>(await _target.CreateAsync(Annotation, Cancellation));
    }

    [Fact]
    public async Task At_another_address_the_numbers_are_forgotten()
    {
        _known = new GrafanaIdentity("http://elsewhere.test", 1);

        Assert.IsType<TargetResult.Made>(await _target.CreateAsync(Annotation, Cancellation));

        var asked = Assert.Single(_store.Asked(nameof(IGrafanaIdentities.ReplaceGrafanaAsync)));
        Assert.Equal(
            ("main", new GrafanaIdentity("http://grafana.test/sub", 1), _time.GetUtcNow().AddDays(-30), _time.GetUtcNow()),
            ((string)asked[0]!, (GrafanaIdentity)asked[1]!, (DateTimeOffset)asked[2]!, (DateTimeOffset)asked[3]!));
        Assert.Equal(
            ["Grafana main has another address or organization than before. The bridge looks up anew the 12 annotations that it posted."],
            Lines(EventIds.GrafanaIsAnother, LogLevel.Warning));
    }

    [Fact]
    public async Task A_store_that_cannot_say_stops_writes_and_no_reads()
    {
        _store.Fail(nameof(IGrafanaIdentities.ReadGrafanaAsync));

        await Assert.ThrowsAsync<StoreException>(() => _target.CreateAsync(Annotation, Cancellation));
        Assert.IsType<FindResult.Found>(await _target.ListAsync(_time.GetUtcNow(), _time.GetUtcNow(), Cancellation));

        Assert.Equal(["list"], _grafana.Calls);
    }

    [Fact]
    public async Task A_look_says_so_and_changes_nothing()
    {
        _known = new GrafanaIdentity("http://grafana.test/sub", 1);
        IsOf(7);

        Assert.StartsWith("its token belongs to organization 7", await _owner.LookAsync(Cancellation), StringComparison.Ordinal);

        Assert.Null(_target.HeldUntil);
        Assert.Empty(_logs.GetSnapshot());
    }

    private void IsOf(long organization) => _answer = () => Answers.Json($$"""{"id":{{organization}},"name":"Some Org."}""");

    private Task<bool> ProbeAsync(long organization)
    {
        IsOf(organization);
        return _target.ProbeAsync(Cancellation);
    }

    private IReadOnlyList<string> Lines(int id, LogLevel level) =>
        [.. _logs.GetSnapshot().Where(record => record.Id.Id == id && record.Level == level).Select(record => record.Message)];
}
