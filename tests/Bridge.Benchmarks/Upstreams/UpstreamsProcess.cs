using System.Text;
using System.Web;
using Bridge.Benchmarks.Processes;
using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>The stand-ins for incident.io and Grafana, in a process of their own.</summary>
internal sealed class UpstreamsProcess : IAsyncDisposable
{
    /// <summary>The hidden command that runs them.</summary>
    public const string Command = "upstreams";

    private readonly HttpClient _http = new();
    private readonly ServerProcess _process;

    private UpstreamsProcess(ServerProcess process)
    {
        _process = process;
        var ports = HttpUtility.ParseQueryString(process.Url.Query);
        IncidentIoUrl = new Uri($"http://127.0.0.1:{ports["incident-io"]}");
        GrafanaUrl = new Uri($"http://127.0.0.1:{ports["grafana"]}");
    }

    public Uri IncidentIoUrl { get; }

    public Uri GrafanaUrl { get; }

    public int ProcessId => _process.ProcessId;

    public static async Task<UpstreamsProcess> StartAsync(CancellationToken cancellationToken)
    {
        var self = Environment.ProcessPath!;
        string[] arguments = Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? [typeof(UpstreamsProcess).Assembly.Location, Command]
            : [Command];
        return new UpstreamsProcess(await ServerProcess.StartAsync(self, arguments, new Dictionary<string, string>(), cancellationToken));
    }

    /// <summary>The settings of a bridge between the two. What it does by the clock is off, so that each run measures one thing.</summary>
    public Dictionary<string, string> SettingsOfBridge(string secret, string database, IReadOnlyDictionary<string, string> more)
    {
        var settings = BridgeEnvironment.Between(IncidentIoUrl, "key", GrafanaUrl, "token", secret, database);
        foreach (var interval in new[] { "IncidentIo__ResyncInterval", "Annotations__OpenEndInterval", "Annotations__DriftInterval" })
        {
            settings[interval] = "00:00:00";
        }

        foreach (var (setting, value) in more)
        {
            settings[setting] = value;
        }

        return settings;
    }

    /// <summary>Replaces all incidents by so many live ones.</summary>
    public Task DeclareAsync(int count, CancellationToken cancellationToken) => TellAsync($"declare?count={count}", cancellationToken);

    /// <summary>Replaces all alerts by so many that fire.</summary>
    public Task DeclareAlertsAsync(int count, CancellationToken cancellationToken) => TellAsync($"alerts?count={count}", cancellationToken);

    public Task ResolveAllAsync(CancellationToken cancellationToken) => TellAsync("resolve", cancellationToken);

    /// <param name="isAway">Both answer 503.</param>
    /// <param name="isLimited">incident.io limits its requests as it does in truth.</param>
    /// <param name="delay">What a request to Grafana takes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task BehaveAsync(bool isAway, bool isLimited, TimeSpan delay, CancellationToken cancellationToken) =>
        TellAsync($"conditions?away={isAway}&limited={isLimited}&delay={delay.TotalMilliseconds:0}", cancellationToken);

    /// <summary>Forgets the annotations and all that was counted.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) => TellAsync("clear", cancellationToken);

    public async Task<UpstreamCounts> ReadCountsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<UpstreamCounts>(Control("counts"), cancellationToken))!;

    /// <summary>Whether each incident has one annotation, with this tag.</summary>
    public async Task<UpstreamVerdict> JudgeAsync(string tag, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<UpstreamVerdict>(Control($"verdict?tag={tag}"), cancellationToken))!;

    public async Task<IReadOnlyList<ReceivedPost>> ReadPostsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<List<ReceivedPost>>(Control("posts"), cancellationToken))!;

    /// <summary>The bodies of all annotations, as they were sent.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadBodiesAsync(CancellationToken cancellationToken) =>
        [.. (await _http.GetStringAsync(Control("bodies"), cancellationToken)).Split('\n').Select(Encoding.UTF8.GetBytes)];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private async Task TellAsync(string what, CancellationToken cancellationToken) => await _http.GetStringAsync(Control(what), cancellationToken);

    private Uri Control(string path) => new(_process.Url, $"/{path}");
}
