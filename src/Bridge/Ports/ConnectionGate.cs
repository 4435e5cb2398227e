using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Bridge.Ports;

/// <summary>
/// What a connection passes before the web server reads from it: it has to say something soon, and what it speaks is noted. And what
/// each of its requests passes.
/// </summary>
internal sealed class ConnectionGate(IReadOnlyList<PortConnections> ports, PortRefusals refusals, TimeProvider time)
{
    /// <summary>Serves a connection until it is closed.</summary>
    public async Task ServeAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var entry = connection.Features.Get<PortConnection>()!;
        try
        {
            if (await HasSpokenAsync(connection, entry))
            {
                await next(connection);
            }
        }
        finally
        {
            ports[(int)entry.Port].Remove(entry);
        }
    }

    /// <summary>Serves a request, and counts what nothing here answers to.</summary>
    public async Task ServeAsync(RequestDelegate next, HttpContext context)
    {
        var entry = context.Features.Get<PortConnection>()!;
        context.Features.Set(RequestBegun.Instance);
        entry.IsBroken = true;
        ports[(int)entry.Port].BeginRequest(entry);
        try
        {
            await next(context);
            if (RefusalOf(context) is { } reason)
            {
                refusals.Note(entry.Port, reason);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more who could be answered.
            context.Abort();
        }
        catch (Exception exception)
        {
            refusals.Note(entry.Port, RefusalReason.Fault, exception);
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
        finally
        {
            // A request that was refused is counted; what is left of its body may break off, and is not counted once more.
            entry.IsBroken = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
            ports[(int)entry.Port].EndRequest(entry);
        }
    }

    /// <summary>A 404 by an endpoint is its answer, about something that it was asked for.</summary>
    private static RefusalReason? RefusalOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound when context.GetEndpoint() is null => RefusalReason.NotFound,
        StatusCodes.Status405MethodNotAllowed => RefusalReason.Method,
        _ => null,
    };

    private async Task<bool> HasSpokenAsync(ConnectionContext connection, PortConnection entry)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var silence = new CancellationTokenSource(RequestLimits.FirstByteTime, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stopping);
        try
        {
            var first = await connection.Transport.Input.ReadAsync(end.Token);
            if (first.Buffer.IsEmpty)
            {
                // A probe that only connects.
                connection.Transport.Input.AdvanceTo(first.Buffer.End);
                return false;
            }

            entry.FirstBytes = FirstBytesReader.Recognize(first.Buffer);
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return true;
        }
        catch (OperationCanceledException)
        {
            if (silence.IsCancellationRequested)
            {
                refusals.Note(entry.Port, RefusalReason.Silent);
            }

            connection.Abort(new ConnectionAbortedException("It said nothing."));
            return false;
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            // It hung up, or had to give way.
            return false;
        }
    }
}

/// <summary>A request that has reached the bridge's own code, which answers for it from then on.</summary>
internal sealed class RequestBegun
{
    public static readonly RequestBegun Instance = new();

    private RequestBegun()
    {
    }
}
