using System.Net;
using Bridge.Observability;
using Bridge.Ports;
using Bridge.Settings;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bridge;

internal static partial class Listeners
{
    public static void ListenOnTwoPorts(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddPorts(RequestLimits.ConnectionsFor(DescriptorLimit.Raise()));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // What a request said is not kept for the next one: an idle connection costs nothing but itself.
            kestrel.DisableStringReuse = true;
            RequestLimits.Apply(kestrel.Limits, options.MaxWebhookBytes);
            var gate = kestrel.ApplicationServices.GetRequiredService<ConnectionGate>();
            Listen(Listener.Webhooks, options.Address, options.WebhookPort);
            Listen(Listener.Management, options.ManagementAddress ?? options.Address, options.ManagementPort);

            void Listen(Listener listener, IPAddress address, int port) =>
                kestrel.Listen(new PortEndPoint(listener, address, port), endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1;
                    endpoint.Use(next => connection => gate.ServeAsync(next, connection));
                });
        });
    }

    /// <summary>Has every request counted, whatever becomes of it. First of all that handles requests.</summary>
    public static void GuardPorts(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<ConnectionGate>();
        app.Services.GetRequiredService<BadRequests>().ListenTo(app.Services.GetRequiredService<System.Diagnostics.DiagnosticListener>());
        app.Services.GetRequiredService<PortClosing>().Over.Register(() =>
        {
            foreach (var port in app.Services.GetRequiredService<IReadOnlyList<PortConnections>>())
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

    /// <summary>Names both addresses: port 0 takes a free one.</summary>
    public static void LogPorts(this WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Log.Listening(app.Logger, addresses[0] + WebhookEndpoint.Path, addresses[1]);
    }

    private static void AddPorts(this IServiceCollection services, int connections)
    {
        services.AddSingleton<ConnectionMetrics>();
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
        services.AddSingleton<IConnectionListenerFactory, PortTransport>();
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.Listening, LogLevel.Information, "Webhooks are taken at {WebhookUrl}; metrics and health are at {ManagementUrl}.")]
        public static partial void Listening(ILogger logger, string webhookUrl, string managementUrl);
    }
}
