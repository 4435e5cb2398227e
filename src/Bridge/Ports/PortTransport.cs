using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Bridge.Ports;

/// <summary>The address of a port, which knows whose it is.</summary>
internal sealed class PortEndPoint(Listener port, IPAddress address, int number) : IPEndPoint(address, number)
{
    public Listener Listener => port;
}

/// <summary>
/// Sockets that are closed as they are accepted when a port has no place left. The web server's own limit comes later: until then a crowd
/// would take more descriptors than the process has, and what else needs one would fail.
/// </summary>
internal sealed class PortTransport(
    IOptions<SocketTransportOptions> options, ILoggerFactory loggers, IReadOnlyList<PortConnections> ports) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = (PortEndPoint)endpoint;
        return new Accepting(await _sockets.BindAsync(address, cancellationToken), ports[(int)address.Listener]);
    }

    private sealed class Accepting(IConnectionListener sockets, PortConnections connections) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            await connections.WaitForRoomAsync(cancellationToken);
            while (await sockets.AcceptAsync(cancellationToken) is { } connection)
            {
                if (connections.TryAdd(connection))
                {
                    return connection;
                }

                connection.Abort(new ConnectionAbortedException("The port has no place left."));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
