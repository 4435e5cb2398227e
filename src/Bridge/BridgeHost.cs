using Bridge.Annotations;
using Bridge.Commands;
using Bridge.Commands.Check;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.Observability;
using Bridge.Operator;
using Bridge.Ports;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.Settings;
using Bridge.States;
using Bridge.Store;
using Bridge.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge;

/// <summary>Puts the bridge together: the table of contents of this project.</summary>
internal static class BridgeHost
{
    /// <summary>How long work in progress may take to finish when the process is told to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <param name="configure">Changes the builder before the settings are read; for tests.</param>
    /// <param name="dryRun">Whether nothing is written to Grafana.</param>
    /// <exception cref="InvalidSettingsException">The settings have faults.</exception>
    public static WebApplication Build(Action<WebApplicationBuilder>? configure = null, bool dryRun = false)
    {
        var builder = CreateBuilder(configure);
        var settings = AddCommon(builder);
        var storage = dryRun ? DryRunStore.Of(settings.Storage) : settings.Storage;
        builder.ListenOnPorts(settings.Server, settings.IncidentIo.Webhooks);
        builder.Services.AddHostedService(provider => new SecretFilesWatch(
            builder.Configuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SecretFilesWatch>>()));
        builder.Services.AddHostedService(provider => new ConfigFileWatch(
            builder.Configuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConfigFileWatch>>()));
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = ShutdownTimeout;

            // One after the other, a sender that takes its time would use up that of the work, while the loop still begins new work.
            options.ServicesStopConcurrently = true;
        });
        builder.Services
            .AddWebhooks(new WebhookLimits(settings.Server.MaxWebhookBytes, settings.Reconciliation.MinInterval), settings.KindEvents())
            .AddOperator()
            .AddStore(storage, settings.GrafanaNames())
            .AddReconciliation(DeliveryTimes.OfBridge)
            .AddReconciliationLoops(settings.GrafanaNames(), settings.PolledKinds(), settings.Server.MaxOpenIncidentSeries)
            .AddGrafanaLoops(settings.GrafanaNames());

        if (dryRun)
        {
            DryRunStore.Clear(storage);
            builder.AddDryRun(settings.GrafanaNames());
        }

        var app = builder.Build();
        if (dryRun)
        {
            DryRunSetup.Announce(app, storage);
        }

        app.GuardPorts();
        if (settings.IncidentIo.Webhooks)
        {
            app.MapPort(Listener.Webhooks, endpoints => endpoints.MapWebhooks());
        }

        app.MapPort(Listener.Management, endpoints => endpoints.MapManagement());
        return app;
    }

    /// <summary>Everything but the ports and the loops, for commands. Nothing is opened or asked until it is used.</summary>
    /// <inheritdoc cref="Build"/>
    public static ServiceProvider BuildClients(Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(configure);
        var settings = AddCommon(builder);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IConfiguration>(builder.Configuration);
        builder.Services
            .AddStore(settings.Storage, settings.GrafanaNames())
            .AddReconciliation(DeliveryTimes.OfCommand)
            .AddGrafanaDashboards(settings.Grafana)
            .AddChecks()
            .AddCommands();
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>Where a bridge with these settings listens, for commands that ask it. No other setting has to be there.</summary>
    /// <inheritdoc cref="Build"/>
    public static ServerOptions ReadServer(Action<WebApplicationBuilder>? configure = null)
    {
        using var configuration = CreateBuilder(configure).Configuration;
        var faults = new List<SettingFault>(ConfigFile.Of(configuration)?.Faults ?? []);
        var server = ServerOptions.Read(new SettingsSection(configuration.GetSection(ServerOptions.SectionName), ServerOptions.SectionName, faults));
        return faults.Count == 0 ? server : throw new InvalidSettingsException(faults);
    }

    /// <summary>Opens the store, serves until told to stop, and finishes what is in progress.</summary>
    /// <returns>The process' exit code: 0, or 1 when a background service failed and took the host with it.</returns>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public static async Task<int> RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await StartAsync(app, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);

        // .NET stops the host then, and calls that a success.
        var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>();
        return services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }

    /// <summary>
    /// Takes the ports, opens the store and starts to serve, in that order: what stops the start does so before anything is changed. If the
    /// store may still come, it is served without it meanwhile.
    /// </summary>
    /// <exception cref="PortUnavailableException">A port cannot be had.</exception>
    /// <exception cref="StoreException">The store cannot be opened, or did not come.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        app.Services.GetRequiredService<PortSockets>().Bind();
        var opening = app.Services.GetRequiredService<StoreOpening>();
        var isOpen = await opening.TryAsync(ResyncWindow.FirstReach, cancellationToken);
        await app.StartAsync(cancellationToken);
        app.LogPorts();
        if (!isOpen)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping, cancellationToken);
            try
            {
                await opening.WaitAsync(ResyncWindow.FirstReach, stop.Token);
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Stopped before it was there.
                return;
            }
        }

        // The start needs several times the memory that a bridge at rest does, and the collector would keep it for work that does not come.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static WebApplicationBuilder CreateBuilder(Action<WebApplicationBuilder>? configure)
    {
        var builder = NewBuilder();
        builder.Services.ReadLogLevels(builder.Configuration);
        builder.AddBridgeLogging();
        configure?.Invoke(builder);
        builder.Configuration.AddConfigFile();
        builder.Configuration.AddSecretFiles();
        return builder;
    }

    private static WebApplicationBuilder NewBuilder()
    {
        try
        {
            return WebApplication.CreateSlimBuilder(new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,

                // .NET would watch appsettings.json with a system resource that a busy machine runs out of, and end the process when what it finds there cannot be read.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            });
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingsException([BrokenFile.Of(exception)]);
        }
    }

    private static BridgeSettings AddCommon(WebApplicationBuilder builder)
    {
        var settings = BridgeSettings.Read(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => LogForm.Of(settings.Logging.Format, isTerminal: !Console.IsOutputRedirected));
        builder.Services.AddSingleton(provider => new LiveSettings(
            builder.Configuration, settings, provider.GetRequiredService<ILogger<LiveSettings>>()));
        AddSettingsOfRooms(builder.Services, settings);
        builder.Services.AddSingleton(provider => new SettingsMeter(() =>
            provider.GetRequiredService<LiveSettings>().HasFaults || SecretFiles.Of(builder.Configuration) is { Faults.Count: > 0 }));
        builder.Services
            .AddObservability(
                builder.Configuration,
                settings.Tracing.IsOn,
                settings.GrafanaNames(),
                settings.IncidentIo.SigningSecrets.Count,
                settings.IncidentIo.Webhooks,
                settings.IncidentIo.ResyncInterval)
            .AddIncidents(settings.IncidentIo)
            .AddStates()
            .AddGrafana(settings.Grafana);
        return settings;
    }

    /// <summary>Each room is given its own settings, and those with credentials as they are at any time.</summary>
    private static void AddSettingsOfRooms(IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton(settings.IncidentIo);
        services.AddSingleton(settings.Server);
        services.AddSingleton(provider => settings.ForDeliveries(() => provider.GetRequiredService<LiveSettings>().Current));
        services.AddSingleton<IProjection>(provider => new IncidentProjection(() => AnnotationsOf(provider)));
        services.AddSingleton<Projections>();
        services.AddKinds(settings.Kinds, settings.IncidentIo, AnnotationsOf);
        services.AddSingleton(provider => provider.GetRequiredService<LiveSettings>().Of(live => live.IncidentIo));
        services.AddSingleton(provider => provider.GetRequiredService<LiveSettings>().Of(live => live.IncidentIo.SigningSecrets));
        services.AddSingleton(provider => provider.GetRequiredService<LiveSettings>().Of(live => live.Grafana));
        services.AddSingleton(provider => provider.GetRequiredService<LiveSettings>().Of(live => live.Storage));

        static AnnotationOptions AnnotationsOf(IServiceProvider provider) => provider.GetRequiredService<LiveSettings>().Current.Annotations;
    }
}
