using System.Net;
using System.Net.Sockets;

namespace Bridge.Benchmarks.Rest;

/// <summary>
/// Asks a port for <c>/readyz</c> every millisecond from before anybody listens there, by a bare socket: an HTTP client's own start would
/// be measured too.
/// </summary>
internal static class Readiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task WaitAsync(int port, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        while (!IsReady(port))
        {
            if (time.GetElapsedTime(started) > Deadline)
            {
                throw new BenchmarkException($"The bridge was not ready within {Deadline.TotalSeconds:0} s.");
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>A port that is free now. Another program may take it before it is used; then the run fails.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsReady(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, port);
            socket.Send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"u8);
            Span<byte> answer = stackalloc byte[512];
            return answer[..socket.Receive(answer)].StartsWith("HTTP/1.1 200 "u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
