using Bridge.Observability;
using Bridge.Settings;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bridge;

/// <summary>The ports of the bridge. A connection knows which one it came in by, and sees only what that port serves.</summary>
internal enum Listener
{
    /// <summary>May be reached by incident.io.</summary>
    Webhooks,

    /// <summary>For Prometheus and the orchestrator.</summary>
    Management,
}

internal static partial class Listeners
{
    public static void ListenOnTwoPorts(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            RequestLimits.Apply(kestrel.Limits, options.MaxWebhookBytes);
            Listen(options.WebhookPort, Listener.Webhooks);
            Listen(options.ManagementPort, Listener.Management);

            void Listen(int port, Listener listener)
            {
                if (options.ListensOnAllAddresses && port != 0)
                {
                    kestrel.ListenAnyIP(port, Mark);
                }
                else
                {
                    kestrel.Listen(options.Address, port, Mark);
                }

                void Mark(ListenOptions endpoint)
                {
                    endpoint.Protocols = HttpProtocols.Http1;
                    endpoint.Use(next => connection =>
                    {
                        connection.Features.Set(new Mark(listener));
                        return next(connection);
                    });
                }
            }
        });
    }

    /// <summary>Maps endpoints that only connections of one port see. By the connection: a Host header is the client's to choose.</summary>
    public static void MapPort(this WebApplication app, Listener listener, Action<IEndpointRouteBuilder> map) =>
        app.MapWhen(
            context => context.Features.Get<Mark>()?.Listener == listener,
            branch => branch.UseRouting().UseEndpoints(map));

    /// <summary>Names both addresses: port 0 takes a free one.</summary>
    public static void LogPorts(this WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Log.Listening(app.Logger, addresses[0] + WebhookEndpoint.Path, addresses[1]);
    }

    private sealed record Mark(Listener Listener);

    private static partial class Log
    {
        [LoggerMessage(EventIds.Listening, LogLevel.Information, "Webhooks are taken at {WebhookUrl}; metrics and health are at {ManagementUrl}.")]
        public static partial void Listening(ILogger logger, string webhookUrl, string managementUrl);
    }
}
