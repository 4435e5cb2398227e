using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.Simulator.Demo;

/// <summary>What a scene can do, and how it looks at the result. Everything it does is told on the console.</summary>
internal sealed class DemoScene(DemoWorld world, DemoConsole console, CancellationToken cancellationToken)
{
    /// <summary>The bridge is through in milliseconds; most of this is for outages, after which it takes its time on purpose.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public DemoWorld World => world;

    public CancellationToken Cancelled => cancellationToken;

    /// <summary>What the scene ended with, once a check has passed.</summary>
    public string Outcome { get; private set; } = "";

    public void Tell(string what) => console.Line("", what);

    public Task WaitAsync(TimeSpan duration) => Task.Delay(duration, TimeProvider.System, cancellationToken);

    /// <summary>Delivers a webhook and checks how it is answered.</summary>
    public Task<WebhookDelivery> SendAsync(string what, string body, int expected = 204) =>
        DeliverAsync(what, world.Sender.SendAsync(body, cancellationToken), expected);

    public async Task<WebhookDelivery> DeliverAsync(string what, Task<WebhookDelivery> delivery, int expected)
    {
        var delivered = await delivery;
        console.Sent(what, delivered.Status);
        return delivered.Status == expected
            ? delivered
            : throw new DemoFailureException($"the webhook to be answered {expected}", $"{delivered.Status}");
    }

    /// <summary>Waits until Grafana shows exactly one annotation of the incident, and it is as it should be.</summary>
    public Task<ShownAnnotation> ExpectAsync(SimulatedIncident incident, string expectation, Func<ShownAnnotation, bool> isRight) =>
        ExpectAsync(token => OfAsync(incident, token), expectation, isRight);

    /// <summary>The same of what has a tag.</summary>
    public Task<ShownAnnotation> ExpectTaggedAsync(string tag, string expectation, Func<ShownAnnotation, bool> isRight) =>
        ExpectAsync(token => world.Reader.ReadAsync(tag, token), expectation, isRight);

    private async Task<ShownAnnotation> ExpectAsync(
        Func<CancellationToken, Task<IReadOnlyList<ShownAnnotation>?>> read, string expectation, Func<ShownAnnotation, bool> isRight)
    {
        IReadOnlyList<ShownAnnotation>? last = null;
        try
        {
            var shown = await Eventually.GetAsync(
                expectation,
                Patience,
                async token =>
                {
                    last = await read(token);
                    return last is [var only] && isRight(only) ? only : null;
                },
                cancellationToken);
            console.Shown([shown]);
            Pass(expectation);
            return shown;
        }
        catch (TimeoutException)
        {
            console.Shown(last);
            throw new DemoFailureException(expectation, Describe(last));
        }
    }

    /// <summary>Waits until the bridge has nothing left to do, and checks that Grafana shows nothing of the incident.</summary>
    public async Task ExpectNothingAsync(SimulatedIncident incident, string expectation)
    {
        await SettleAsync();
        var shown = await OfAsync(incident, cancellationToken);
        console.Shown(shown);
        if (shown is not [])
        {
            throw new DemoFailureException(expectation, Describe(shown));
        }

        Pass(expectation);
    }

    /// <summary>Waits until no incident is due.</summary>
    public async Task SettleAsync()
    {
        var idle = new IdleWatch();
        try
        {
            await Eventually.GetAsync(
                "the bridge to be done",
                Patience,
                async token => idle.IsIdle(await MetricAsync("incidentbridge_queue_pending")) ? "done" : null,
                cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new DemoFailureException("the bridge to be done", $"{await MetricAsync("incidentbridge_queue_pending")} incidents in its queue");
        }
    }

    public async Task<double> MetricAsync(string sample) =>
        (await world.Bridge.ReadMetricsAsync(cancellationToken)).GetValueOrDefault(sample, double.NaN);

    /// <summary>A check that has passed.</summary>
    public void Pass(string expectation)
    {
        Outcome = expectation;
        console.Ok(expectation);
    }

    private async Task<IReadOnlyList<ShownAnnotation>?> OfAsync(SimulatedIncident incident, CancellationToken token) =>
        (await world.ReadGrafanaAsync(token))?.Where(shown => shown.Incident == incident.Id).ToList();

    private static string Describe(IReadOnlyList<ShownAnnotation>? shown) => shown switch
    {
        null => "no answer from Grafana",
        [] => "nothing",
        [var only] => $"#{only.Id} {(only.IsOpen ? "open" : "resolved")} from {only.Start:HH:mm:ss} to {only.End:HH:mm:ss}: {only.Text}",
        _ => $"{shown.Count} annotations: {string.Join(", ", shown.Select(one => $"#{one.Id}"))}",
    };
}
