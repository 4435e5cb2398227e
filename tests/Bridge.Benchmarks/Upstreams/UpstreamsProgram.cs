using System.Globalization;
using System.Text;
using Bridge.Simulator.Http;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>
/// The stand-ins as a program of their own, so that their processor time is neither the bridge's nor the load generator's. A third port
/// says what happens, and tells what happened. It ends with its standard input, and so with who started it.
/// </summary>
internal sealed class UpstreamsProgram
{
    private readonly StandInConditions _conditions = new();
    private readonly StandInCounts _counts = new();
    private readonly LeanAlerts _alerts = new();
    private readonly LeanGrafana _grafana;
    private readonly LeanIncidentIo _incidentIo;

    private UpstreamsProgram()
    {
        _grafana = new LeanGrafana(_conditions, _counts);
        _incidentIo = new LeanIncidentIo(_conditions, _counts, _alerts);
    }

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var program = new UpstreamsProgram();
        await using var control = LoopbackServer.Build(0, program.ControlAsync);
        await using var incidentIo = LoopbackServer.Build(0, program._incidentIo.ServeAsync);
        await using var grafana = LoopbackServer.Build(0, program._grafana.ServeAsync);
        foreach (var server in new[] { incidentIo, grafana, control })
        {
            await server.StartAsync(cancellationToken);
        }

        // The first is where the others are asked for.
        Console.WriteLine($"http://127.0.0.1:{LoopbackServer.PortOf(control)}/?incident-io={LoopbackServer.PortOf(incidentIo)}&grafana={LoopbackServer.PortOf(grafana)}");
        await Console.In.ReadToEndAsync(cancellationToken);
    }

    private async Task ControlAsync(HttpContext context)
    {
        var query = context.Request.Query;
        switch (context.Request.Path.Value)
        {
            case "/declare":
                _incidentIo.Declare(int.Parse(query["count"].ToString(), CultureInfo.InvariantCulture));
                break;
            case "/alerts":
                _alerts.Declare(int.Parse(query["count"].ToString(), CultureInfo.InvariantCulture));
                break;
            case "/resolve":
                _incidentIo.ResolveAll();
                break;
            case "/conditions":
                _conditions.IsAway = query["away"] == bool.TrueString;
                _conditions.IsRateLimited = query["limited"] == bool.TrueString;
                _conditions.Delay = TimeSpan.FromMilliseconds(int.Parse(query["delay"].ToString(), CultureInfo.InvariantCulture));
                break;
            case "/clear":
                _grafana.Clear();
                _counts.Clear();
                break;
            case "/counts":
                await context.Response.WriteAsJsonAsync(_counts.Read(), context.RequestAborted);
                break;
            case "/verdict":
                await context.Response.WriteAsJsonAsync(Judge(query["tag"].ToString()), context.RequestAborted);
                break;
            case "/posts":
                await context.Response.WriteAsJsonAsync(
                    _grafana.Posts.Select(post => new ReceivedPost(post.Incident, post.At)), context.RequestAborted);
                break;
            case "/bodies":
                await context.Response.WriteAsync(
                    string.Join('\n', _grafana.All.Select(annotation => Encoding.UTF8.GetString(annotation.Body))), context.RequestAborted);
                break;
        }
    }

    private UpstreamVerdict Judge(string tag)
    {
        var found = _incidentIo.Incidents.Select(incident => _grafana.Of(incident.Id)).ToList();
        return new UpstreamVerdict(
            found.Count(annotations => annotations.Count == 0),
            found.Count(annotations => annotations.Count > 1),
            found.Count(annotations => annotations.Any(annotation => !annotation.Tags.Contains(tag))));
    }
}

/// <param name="Incident">Its id.</param>
/// <param name="At">When the request came, by the clock that all processes of the machine share.</param>
internal sealed record ReceivedPost(string Incident, long At);

/// <param name="Missing">Incidents without an annotation.</param>
/// <param name="Doubled">Incidents with more than one.</param>
/// <param name="Outdated">Incidents that are shown in an older state.</param>
internal sealed record UpstreamVerdict(int Missing, int Doubled, int Outdated)
{
    public bool IsGood => this is { Missing: 0, Doubled: 0, Outdated: 0 };
}
