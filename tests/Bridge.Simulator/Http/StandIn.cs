using System.Collections.Concurrent;

namespace Bridge.Simulator.Http;

/// <summary>
/// A server on a loopback port that records what it is asked, goes wrong on demand, and can go away and come back on the same port.
/// What it answers is its state's business.
/// </summary>
public abstract class StandIn : IAsyncDisposable
{
    /// <summary>Another process may take the port while the stand-in is away; it mostly lets go of it soon.</summary>
    private static readonly TimeSpan RebindDeadline = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private WebApplication? _app;
    private int _port;

    private protected StandIn(TimeProvider time)
    {
        Time = time;
        Faults = new FaultPlan(time);
    }

    /// <summary>Where it listens; the same after it was away.</summary>
    public Uri Url => _port > 0 ? new Uri($"http://127.0.0.1:{_port}") : throw new InvalidOperationException("Not started yet.");

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Every request so far, oldest first, those that a fault swallowed too.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    private protected TimeProvider Time { get; }

    /// <summary>Guards the state: requests come in parallel, and so do the hands of a test.</summary>
    private protected Lock Gate { get; } = new();

    /// <summary>Listens. The first time on a free port, later on the same one.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            return;
        }

        var started = Time.GetTimestamp();
        while (true)
        {
            var app = LoopbackServer.Build(_port, ServeAsync);
            try
            {
                await app.StartAsync(cancellationToken);
                _app = app;
                _port = LoopbackServer.PortOf(app);
                return;
            }
            catch (IOException) when (_port > 0 && Time.GetElapsedTime(started) < RebindDeadline)
            {
                await app.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100), Time, cancellationToken);
            }
        }
    }

    /// <summary>Goes away: connections are refused. The state stays.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }

    /// <summary>Comes back under another address, with the state and the faults that it has: connections to the old one are refused.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        _port = 0;
        await StartAsync(cancellationToken);
    }

    /// <summary>Forgets the requests so far.</summary>
    public void ForgetRequests() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Acts on a request and answers it. Called for one request at a time.</summary>
    private protected abstract Answer Handle(RecordedRequest request);

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = new RecordedRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.QueryString.Value ?? "",
            body,
            context.Request.ContentType ?? "",
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers.UserAgent.ToString(),
            Time.GetUtcNow());
        _requests.Enqueue(request);

        var exchange = new Exchange(context, request, HandleOneAtATime, Time);
        try
        {
            await (Faults.Take(request) is { } fault ? fault.ApplyAsync(exchange) : exchange.SendAsync(exchange.Handle()));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away first.
        }
    }

    private Answer HandleOneAtATime(RecordedRequest request)
    {
        lock (Gate)
        {
            return Handle(request);
        }
    }
}
