using System.Text.Json;
using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests.Watch;

/// <summary>
/// A real Prometheus with the rules as the chart renders them, and a real Alertmanager that it tells. All of their time runs
/// <see cref="Speed"/> times faster: a minute of the rules takes 0.6 seconds.
/// </summary>
internal sealed class Monitoring : IAsyncDisposable
{
    /// <summary>How much faster than shipped.</summary>
    public const int Speed = 100;

    /// <summary>The one threshold that is a time and matters here: a change that waits for longer than 15 minutes (900 seconds).</summary>
    private const int StalledAfterSeconds = 900 / Speed;

    /// <summary>In place of 5 minutes: a restart takes as long as ever, which on a busy machine is longer than these are here.</summary>
    private const string DownFor = "15m";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-watch-");
    private ServerProcess? _prometheus;
    private ServerProcess? _alertmanager;

    private Monitoring()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="target">The management port of a bridge: host and port.</param>
    public static async Task<Monitoring> StartAsync(string target)
    {
        var monitoring = new Monitoring();
        try
        {
            var alerts = await monitoring.StartAlertmanagerAsync();
            await monitoring.StartPrometheusAsync(target, alerts);
            return monitoring;
        }
        catch
        {
            await monitoring.DisposeAsync();
            throw;
        }
    }

    /// <summary>The names of the alerts that Prometheus says are firing, pending ones apart.</summary>
    public async Task<IReadOnlySet<string>> FiringAsync()
    {
        var answer = await AskAsync(_prometheus, "/api/v1/alerts");
        return Names(answer.GetProperty("data").GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("state").GetString() == "firing"));
    }

    /// <summary>The names of the alerts that Alertmanager has and that are not resolved.</summary>
    public async Task<IReadOnlySet<string>> ReceivedAsync() => Names((await AskAsync(_alertmanager, "/api/v2/alerts")).EnumerateArray());

    /// <summary>The names of all alerts that have fired in the last seconds, however shortly.</summary>
    public async Task<IReadOnlySet<string>> FiredWithinAsync(TimeSpan last)
    {
        var query = $"count by (alertname) (count_over_time(ALERTS{{alertstate=\"firing\"}}[{ShortenedRules.Text(last)}]))";
        var answer = await AskAsync(_prometheus, $"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(series => series.GetProperty("metric").GetProperty("alertname").GetString()!).ToHashSet();
    }

    /// <summary>The Grafanas that an alert has named in the last seconds.</summary>
    public async Task<IReadOnlySet<string>> GrafanasNamedWithinAsync(TimeSpan last, string alert)
    {
        var query = $"count by (grafana) (count_over_time(ALERTS{{alertname=\"{alert}\"}}[{ShortenedRules.Text(last)}]))";
        var answer = await AskAsync(_prometheus, $"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(series => series.GetProperty("metric").TryGetProperty("grafana", out var grafana) ? grafana.GetString()! : "").ToHashSet();
    }

    /// <summary>Whether the last scrape worked.</summary>
    public async Task<bool> ScrapesAsync()
    {
        var answer = await AskAsync(_prometheus, "/api/v1/query?query=up==1");
        return answer.GetProperty("data").GetProperty("result").GetArrayLength() == 1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _prometheus, _alertmanager }.OfType<ServerProcess>())
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartPrometheusAsync(string target, string alertmanager)
    {
        var rules = await Helm.RulesAsync(
            "--set",
            $"prometheusRule.overrides.IncidentBridgeDeliveryStalled.threshold={StalledAfterSeconds}",
            "--set",
            $"prometheusRule.overrides.IncidentBridgeDown.for={DownFor}");
        await WriteAsync("rules.yaml", ShortenedRules.Of(rules, Speed));
        var address = ServerProcess.FreeAddress();
        _prometheus = await ServerProcess.StartAsync(
            ServerProcess.Find("prometheus", "prometheus"),
            address,
            PathOf("prometheus.log"),
            $"--config.file={await WriteAsync("prometheus.yaml", PrometheusConfig(target, alertmanager))}",
            $"--storage.tsdb.path={PathOf("prometheus")}",
            $"--web.listen-address={address.Authority}",
            $"--query.lookback-delta={Shortened("5m")}",
            $"--rules.alert.resend-delay={Shortened("1m")}");
    }

    /// <returns>Where it listens: host and port.</returns>
    private async Task<string> StartAlertmanagerAsync()
    {
        var address = ServerProcess.FreeAddress();
        _alertmanager = await ServerProcess.StartAsync(
            ServerProcess.Find("prometheus-alertmanager", "alertmanager", "prometheus-alertmanager"),
            address,
            PathOf("alertmanager.log"),
            $"--config.file={await WriteAsync("alertmanager.yaml", AlertmanagerConfig)}",
            $"--storage.path={PathOf("alertmanager")}",
            $"--web.listen-address={address.Authority}",
            "--cluster.listen-address=");
        return address.Authority;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task<string> WriteAsync(string name, string text)
    {
        await File.WriteAllTextAsync(PathOf(name), text, Cancellation);
        return PathOf(name);
    }

    /// <summary>As often as a Prometheus that scrapes every 50 seconds and looks at its rules every 25.</summary>
    private static string PrometheusConfig(string target, string alertmanager) =>
        $$"""
        global:
          scrape_interval: {{Shortened("50s")}}
          scrape_timeout: {{Shortened("50s")}}
          evaluation_interval: {{Shortened("25s")}}
        rule_files: [rules.yaml]
        alerting:
          alertmanagers:
            - static_configs:
                - targets: ["{{alertmanager}}"]
        scrape_configs:
          - job_name: incident-bridge
            static_configs:
              - targets: ["{{target}}"]
                labels: {namespace: ops}
        """;

    private static string AlertmanagerConfig =>
        $$"""
        route: {receiver: nobody, group_wait: {{Shortened("30s")}}, group_interval: {{Shortened("5m")}}}
        receivers: [{name: nobody}]
        """;

    private static string Shortened(string duration) => ShortenedRules.Text(ShortenedRules.Parse(duration) / Speed);

    private static async Task<JsonElement> AskAsync(ServerProcess? server, string address) =>
        JsonElement.Parse(await server!.Http.GetStringAsync(address, Cancellation));

    private static HashSet<string> Names(IEnumerable<JsonElement> alerts) =>
        [.. alerts.Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)];
}
