using Microsoft.Extensions.Configuration.Memory;

namespace Bridge.Observability;

internal static class LoggingSetup
{
    public static void AddBridgeLogging(this WebApplicationBuilder builder)
    {
        // The weakest source, so that a file or the environment overrides it: the framework's own lines only from Warning on.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Default", "Information"), new("Logging:LogLevel:Microsoft", "Warning")],
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IncidentReferences>();
        builder.Services.AddSingleton<ILoggerProvider>(provider => new ConsoleLog(
            provider.GetRequiredService<LogForm>(),
            provider.GetRequiredService<IncidentReferences>(),
            Console.Out,
            provider.GetRequiredService<BridgeMetrics>(),
            provider.GetRequiredService<TimeProvider>()));

        // It logs each retried request with its exception; what came of the request is logged here, once.
        builder.Logging.AddFilter("Polly", LogLevel.None);

        // Strangers have it write a line, or a stack, for each connection that they break or open. The bridge counts all of that itself, and
        // has what a handler throws.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);

        // As long as anything listens to it, each request gets an activity, which costs time, and which no trace here has a use for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
