using System.Text;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Strangers;

/// <summary>incident.io's own webhooks beside a crowd, ten per second, each on a connection of its own, as from a sender that just began.</summary>
internal sealed class SignedTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>As the sender has it.</summary>
    private static readonly TimeSpan SendersPatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<double?>> _sent = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { Timeout = SendersPatience };
    private readonly World _world;
    private readonly string _body;
    private readonly Task _sending;

    public SignedTraffic(World world)
    {
        _world = world;
        var incident = world.Live(1);
        world.IncidentIo.Put(incident);
        _body = WebhookEvents.Updated(incident);
        _sending = SendAsync();
    }

    /// <summary>Ends the traffic and tells what became of it.</summary>
    /// <returns>How many were sent, and how many seconds each answer with 204 took, in order.</returns>
    public async Task<(int Sent, IReadOnlyList<double> Taken)> EndAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        var results = await Task.WhenAll(_sent);
        return (results.Length, [.. results.OfType<double>().Order()]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _sent.Add(Task.Run(SendOneAsync));
            await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<double?> SendOneAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        var id = WebhookSigner.NewMessageId();
        var timestamp = WebhookSigner.Timestamp(TimeProvider.System.GetUtcNow());
        var bytes = Encoding.UTF8.GetBytes(_body);
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Bridge.WebhookUrl) { Content = new ByteArrayContent(bytes) };
        request.Headers.ConnectionClose = true;
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSigner.Sign(_world.Environment["IncidentIo__SigningSecrets__0"], id, timestamp, bytes));
        try
        {
            using var answer = await _http.SendAsync(request, CancellationToken.None);
            return (int)answer.StatusCode == 204 ? TimeProvider.System.GetElapsedTime(started).TotalSeconds : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
