using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Bridge.Observability;

internal static class LoggingSetup
{
    /// <summary>Lines for a person on a terminal, JSON for a log collector everywhere else. <c>Logging:Console:FormatterName</c> overrides it.</summary>
    public static void AddBridgeLogging(this WebApplicationBuilder builder)
    {
        // The weakest source, so that a file or the environment overrides it: the framework's own lines only from Warning on.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Default", "Information"), new("Logging:LogLevel:Microsoft", "Warning")],
        });
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddJsonConsole(options =>
        {
            options.IncludeScopes = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });

        // The formats stay; what writes them is the bridge's own.
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider, ConsoleLog>();

        // It logs each retried request with its exception; what came of the request is logged here, once.
        builder.Logging.AddFilter("Polly", LogLevel.None);

        // Strangers have it write a line, or a stack, for each connection that they break or open. The bridge counts all of that itself, and
        // has what a handler throws.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);

        // As long as anything listens to it, each request gets an activity, which costs time, and which no trace here has a use for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        var chosen = builder.Configuration["Logging:Console:FormatterName"];
        builder.Services.Configure<ConsoleLoggerOptions>(options =>
            options.FormatterName = chosen
                ?? (Console.IsOutputRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple));
    }
}
