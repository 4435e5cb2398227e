using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Grafana;

/// <summary>One Grafana behind all that the bridge puts in front of it, on a clock of the test's, which also answers on the wire.</summary>
internal sealed class BreakerWorld : IAsyncDisposable
{
    private static readonly DesiredAnnotation Annotation = Assert.Single(AnnotationPolicy.Decide(
        AnIncident.Live(), new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly List<string> _asked = [];
    private readonly ServiceProvider _services;

    public BreakerWorld()
    {
        var settings = TestSettings.Read();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddFakeLogging());
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(settings);
        services.AddSingleton(new BridgeMetrics(_registry, settings.GrafanaNames(), signingSecrets: 0));
        services.AddSingleton(provider => new LiveSettings(
            new ConfigurationBuilder().Build(), settings, provider.GetRequiredService<ILogger<LiveSettings>>()));
        services.AddSingleton(provider => provider.GetRequiredService<LiveSettings>().Of(live => live.Grafana));
        services.AddGrafana(settings.Grafana);
        services.PostConfigureAll<HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = new StubHandler(AnswerAsync)));
        _services = services.BuildServiceProvider();
        Target = _services.GetRequiredKeyedService<GrafanaTarget>("main");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public IAnnotationTarget Target { get; }

    /// <summary>How creates are answered.</summary>
    public Func<HttpResponseMessage> OnCreate { get; set; } = Takes;

    /// <summary>How searches are answered, the probe among them.</summary>
    public Func<HttpResponseMessage> OnSearch { get; set; } = () => Answers.Json("[]");

    public Func<HttpResponseMessage> OnHealth { get; set; } = () => Answers.Json("""{"database":"ok","version":"12.4.3"}""");

    /// <summary>Whether nothing is answered at all.</summary>
    public bool Hangs { get; set; }

    /// <summary>What arrived: <c>create</c>, <c>search</c>, <c>probe</c>, <c>health</c>.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The lines about its being down and up, oldest first.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _services.GetFakeLogCollector().GetSnapshot().Where(line => line.Id.Id is EventIds.GrafanaDown or EventIds.GrafanaUp).Select(line => $"{line.Level}: {line.Message}")];

    public GrafanaCondition Condition => _services.GetRequiredKeyedService<GrafanaBreaker>("main").Condition;

    public TimeSpan? HeldFor => Target.HeldUntil - Time.GetUtcNow();

    public static HttpResponseMessage Takes() => Answers.Json("""{"id":7}""");

    public static HttpResponseMessage Refuses() => throw new HttpRequestException(
        HttpRequestError.ConnectionError, "Connection refused (grafana.test:80)", new SocketException((int)SocketError.ConnectionRefused));

    public static HttpResponseMessage OwnError() => Answers.Json("""{"message":"Failed to save annotation"}""", HttpStatusCode.InternalServerError);

    public int Count(string asked) => Asked.Count(one => one == asked);

    /// <summary>Sends a create, which nothing retries.</summary>
    public async Task<UpstreamFailure?> CreateAsync(CancellationToken? cancellationToken = null) =>
        await Target.CreateAsync(Annotation, cancellationToken ?? TestContext.Current.CancellationToken) is TargetResult.Failed failed ? failed.Failure : null;

    /// <summary>Sends as many as open the breaker, and gives the failure that did.</summary>
    public async Task<UpstreamFailure> OpensAsync()
    {
        await CreateAsync();
        var failure = await CreateAsync();
        Assert.NotNull(Target.HeldUntil);
        return failure!;
    }

    public Task<bool> ProbeAsync() => Target.ProbeAsync(TestContext.Current.CancellationToken);

    /// <summary>The value of <c>incidentbridge_grafana_up</c>; null while there is none.</summary>
    public async Task<string?> UpAsync()
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n').FirstOrDefault(line => line.StartsWith("incidentbridge_grafana_up{", StringComparison.Ordinal))?.Split(' ')[1];
    }

    public async ValueTask DisposeAsync()
    {
        // Pipelines wait, by the clock, for what is still under way, such as a probe that nobody waits for.
        var end = _services.DisposeAsync().AsTask();
        await Eventually.IsTrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return end.IsCompleted;
            },
            "nothing is under way any more");
        await end;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (asked, answer) = GrafanaQuestions.Of(request) switch
        {
            GrafanaQuestion.Create => ("create", OnCreate),
            GrafanaQuestion.Probe => ("probe", OnSearch),
            GrafanaQuestion.Search => ("search", OnSearch),
            _ when request.RequestUri!.AbsolutePath.EndsWith("/api/health", StringComparison.Ordinal) => ("health", OnHealth),
            var other => throw new InvalidOperationException($"Nobody asks for {other} here."),
        };
        lock (_asked)
        {
            _asked.Add(asked);
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return answer();
    }
}
