using System.Net;
using System.Net.Sockets;

namespace Bridge.Ports;

/// <summary>
/// The sockets of both ports, which are taken before anything else is done: a port that cannot be had stops a start that has not
/// opened a database or posted anything. They take connections once the web server listens on them.
/// </summary>
internal sealed class PortSockets(IReadOnlyList<PortEndPoint> endpoints) : IDisposable
{
    private readonly Dictionary<PortEndPoint, Socket> _bound = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<PortEndPoint> EndPoints => endpoints;

    /// <summary>Takes the ports.</summary>
    /// <exception cref="PortUnavailableException">One cannot be had.</exception>
    public void Bind()
    {
        foreach (var endpoint in endpoints)
        {
            _bound[endpoint] = Bind(endpoint);
        }
    }

    /// <summary>The socket of a port, for the web server to listen on and to close.</summary>
    /// <exception cref="PortUnavailableException">It was not taken before, and cannot be had.</exception>
    public Socket Take(PortEndPoint endpoint) => _bound.Remove(endpoint, out var socket) ? socket : Bind(endpoint);

    public void Dispose()
    {
        foreach (var socket in _bound.Values)
        {
            socket.Dispose();
        }
    }

    /// <summary>Every IPv4 and IPv6 address is one address of IPv6; a machine without IPv6 has the IPv4 ones.</summary>
    private static Socket Bind(PortEndPoint endpoint)
    {
        try
        {
            return endpoint.Address.Equals(IPAddress.Any) && Socket.OSSupportsIPv6
                ? Bind(new IPEndPoint(IPAddress.IPv6Any, endpoint.Port))
                : Bind((IPEndPoint)endpoint);
        }
        catch (SocketException exception)
        {
            throw new PortUnavailableException(Words(endpoint, exception), exception);
        }
    }

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Words(PortEndPoint endpoint, SocketException exception)
    {
        var (port, address) = endpoint.Listener == Listener.Webhooks
            ? ("Server:WebhookPort", "Server:Address")
            : ("Server:ManagementPort", "Server:ManagementAddress");
        return exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{port}: {endpoint} is in use by another program. Stop that one, or choose another port.",
            SocketError.AccessDenied =>
                $"{port}: this user may not listen on {endpoint}. Choose a port from 1024 on, or give the program the capability CAP_NET_BIND_SERVICE.",
            SocketError.AddressNotAvailable => $"{address}: {endpoint.Address} is not an address of this machine. Write * for all of its addresses.",
            _ => $"{port}: the bridge cannot listen on {endpoint}: {exception.Message}.",
        };
    }
}

/// <summary>A port cannot be had. The message names the setting and says what to do.</summary>
internal sealed class PortUnavailableException(string message, Exception innerException) : IOException(message, innerException);
