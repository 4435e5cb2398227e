using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Ports;
using Bridge.Settings;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Prometheus;

namespace Bridge;

internal static partial class Listeners
{
    /// <summary>Opens the management port and, for a bridge that takes webhooks, the webhook port.</summary>
    public static void ListenOnPorts(this WebApplicationBuilder builder, ServerOptions options, bool webhooks)
    {
        Listener[] ports = webhooks ? [Listener.Webhooks, Listener.Management] : [Listener.Management];
        builder.Services.AddSingleton(new PortSockets(
        [
            .. ports.Select(port => port == Listener.Webhooks
                ? new PortEndPoint(port, options.Address, options.WebhookPort)
                : new PortEndPoint(port, options.ManagementAddress ?? options.Address, options.ManagementPort)),
        ]));
        builder.Services.AddPorts(RequestLimits.ConnectionsFor(DescriptorLimit.Raise()), ports);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // What a request said is not kept for the next one: an idle connection costs nothing but itself.
            kestrel.DisableStringReuse = true;
            RequestLimits.Apply(kestrel.Limits, options.MaxWebhookBytes);
            var gate = kestrel.ApplicationServices.GetRequiredService<ConnectionGate>();
            foreach (var port in kestrel.ApplicationServices.GetRequiredService<PortSockets>().EndPoints)
            {
                kestrel.Listen(port, endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1;
                    endpoint.Use(next => connection => gate.ServeAsync(next, connection));
                });
            }
        });
    }

    /// <summary>Has every request counted, whatever becomes of it. First of all that handles requests.</summary>
    public static void GuardPorts(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<ConnectionGate>();
        app.Services.GetRequiredService<BadRequests>().ListenTo(app.Services.GetRequiredService<System.Diagnostics.DiagnosticListener>());

        // Not from within: by then the services may be gone.
        var ports = app.Services.GetRequiredService<IReadOnlyList<PortConnections>>();
        app.Services.GetRequiredService<PortClosing>().Over.Register(() =>
        {
            foreach (var port in ports)
            {
                port.AbortWaiting();
            }
        });
        app.Use(next => context => gate.ServeAsync(next, context));
    }

    /// <summary>Maps endpoints that only connections of one port see. By the connection: a Host header is the client's to choose.</summary>
    public static void MapPort(this WebApplication app, Listener listener, Action<IEndpointRouteBuilder> map) =>
        app.MapWhen(
            context => context.Features.Get<PortConnection>()?.Port == listener,
            branch => branch.UseRouting().UseEndpoints(map));

    /// <summary>Names the addresses: port 0 takes a free one.</summary>
    public static void LogPorts(this WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        var incidentIo = app.Services.GetRequiredService<IncidentIoOptions>();
        if (incidentIo.Webhooks)
        {
            Log.Listening(app.Logger, addresses[0] + WebhookEndpoint.Path, addresses[1]);
        }
        else
        {
            Log.Polling(app.Logger, incidentIo.ResyncInterval, addresses[0]);
        }
    }

    private static void AddPorts(this IServiceCollection services, int connections, IReadOnlyList<Listener> open)
    {
        services.AddSingleton(provider => new ConnectionMetrics(provider.GetRequiredService<CollectorRegistry>(), open));
        services.AddSingleton<PortRefusals>();
        services.AddSingleton(provider => new PortClosing(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton<BadRequests>();
        services.AddSingleton<ConnectionGate>();
        services.AddSingleton<IReadOnlyList<PortConnections>>(provider =>
        [
            .. Enum.GetValues<Listener>().Select(port => new PortConnections(
                port, connections, provider.GetRequiredService<PortRefusals>(), provider.GetRequiredService<ConnectionMetrics>())),
        ]);
        services.AddOptions<SocketTransportOptions>().Configure<PortSockets>((transport, sockets) =>
            transport.CreateBoundListenSocket = endpoint => sockets.Take((PortEndPoint)endpoint));
        services.AddSingleton<IConnectionListenerFactory, PortTransport>();
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.Listening, LogLevel.Information, "Webhooks are taken at {WebhookUrl}; the status page, metrics and health are at {ManagementUrl}.")]
        public static partial void Listening(ILogger logger, string webhookUrl, string managementUrl);

        [LoggerMessage(
            EventIds.Polling,
            LogLevel.Information,
            "No webhooks are taken (IncidentIo:Webhooks is false); changes are listed every {Interval}. The status page, metrics and health are at {ManagementUrl}.")]
        public static partial void Polling(ILogger logger, TimeSpan interval, string managementUrl);
    }
}
