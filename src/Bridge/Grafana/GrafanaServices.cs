using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Bridge.Annotations;
using Bridge.Grafana.Dashboards;
using Bridge.Grafana.DryRun;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Polly;
using Refit;

namespace Bridge.Grafana;

internal static class GrafanaServices
{
    private static readonly RefitSettings RefitSettings =
        new(new SystemTextJsonContentSerializer(GrafanaJson.Default.Options));

    public static IServiceCollection AddGrafana(this IServiceCollection services, IReadOnlyList<GrafanaOptions> grafanas)
    {
        foreach (var grafana in grafanas)
        {
            var clientName = $"grafana:{grafana.Name}";
            AddClient(services, clientName, grafana, CredentialOf);
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new GrafanaBreaker(
                grafana,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<BridgeMetrics>(),
                provider.GetRequiredService<ILogger<GrafanaBreaker>>()));
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new DashboardWatch(
                grafana.Name, provider.GetRequiredService<ILogger<DashboardWatch>>()));
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new GrafanaTarget(
                grafana.Name,
                () => Api(provider, grafana.Name, clientName),
                Breaker(provider, grafana),
                provider.GetRequiredService<TimeProvider>(),
                () => DashboardsIn(grafana.Name, provider.GetRequiredService<DeliverySettings>().Routes),
                provider.GetRequiredKeyedService<DashboardWatch>(grafana.Name)));
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new GrafanaProbe(
                grafana.Name, () => Api(provider, grafana.Name, clientName), provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<GrafanaProbe>(grafana.Name));
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new GrafanaOwner(
                grafana,
                provider.GetRequiredKeyedService<GrafanaProbe>(grafana.Name),
                provider.GetRequiredService<IGrafanaIdentities>(),
                Breaker(provider, grafana),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<GrafanaOwner>>()));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<GrafanaOwner>(grafana.Name));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<GrafanaTarget>(grafana.Name));
            services.AddSingleton<IAnnotationTarget>(provider => new GuardedTarget(
                provider.GetRequiredKeyedService<GrafanaTarget>(grafana.Name), provider.GetRequiredKeyedService<GrafanaOwner>(grafana.Name)));
        }

        services.AddHostedService<CredentialWatch>();
        return services;
    }

    /// <summary>What reads and saves dashboards, for commands: the bridge itself never does.</summary>
    public static IServiceCollection AddGrafanaDashboards(this IServiceCollection services, IReadOnlyList<GrafanaOptions> grafanas)
    {
        foreach (var grafana in grafanas)
        {
            var clientName = $"grafana-dashboards:{grafana.Name}";
            AddClient(services, clientName, grafana, settings => settings.DashboardsToken is { } token ? Bearer(token) : CredentialOf(settings));
            services.AddKeyedSingleton(grafana.Name, (provider, _) => new GrafanaDashboards(
                grafana.Name,
                () => RestService.ForGenerated<IGrafanaDashboardsApi>(provider.GetRequiredService<IHttpClientFactory>().CreateClient(clientName), RefitSettings),
                provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    /// <summary>The loops: per Grafana one that asks whose it is, and one that asks again for dashboards that are missing.</summary>
    public static IServiceCollection AddGrafanaLoops(this IServiceCollection services, IReadOnlyList<string> grafanas)
    {
        foreach (var grafana in grafanas)
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<OwnerWatch>(
                provider, provider.GetRequiredKeyedService<GrafanaOwner>(grafana)));
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<MissingDashboards>(
                provider,
                provider.GetServices<IAnnotationTarget>().Single(target => target.Name == grafana),
                provider.GetRequiredKeyedService<GrafanaProbe>(grafana),
                provider.GetRequiredKeyedService<DashboardWatch>(grafana)));
        }

        return services;
    }

    private static void AddClient(
        IServiceCollection services, string name, GrafanaOptions grafana, Func<GrafanaOptions, AuthenticationHeaderValue> credential) => services
        .AddHttpClient(name)
        .ConfigureHttpClient(client => Configure(client, grafana))
        .AddUpstreamHandlers(
            UpstreamName.Grafana,
            grafana.Timeout,
            grafana.CaFile,
            (request, provider) =>
            {
                LookAge.Check(request, provider.GetRequiredService<TimeProvider>());
                Authorize(request, provider, grafana, credential);
            },
            (pipeline, provider) => pipeline.AddPipeline(Breaker(provider, grafana).Pipeline),
            provider => Breaker(provider, grafana).HeldUntil is not null,
            grafana.ClientCertificate)
        .AddHttpMessageHandler(provider => new GrafanaAnswerHandler(provider.GetRequiredService<TimeProvider>()));

    private static IGrafanaApi Api(IServiceProvider services, string grafana, string clientName)
    {
        var api = RestService.ForGenerated<IGrafanaApi>(services.GetRequiredService<IHttpClientFactory>().CreateClient(clientName), RefitSettings);
        return services.GetKeyedService<DryWrites>(grafana) is { } writes ? new DryGrafanaApi(api, writes) : api;
    }

    private static void Configure(HttpClient client, GrafanaOptions grafana)
    {
        client.BaseAddress = grafana.Url;
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("incident-bridge", BuildInfo.Version));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (grafana.OrgId is { } organization)
        {
            client.DefaultRequestHeaders.Add("X-Grafana-Org-Id", organization.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static IReadOnlyList<string> DashboardsIn(string grafana, IReadOnlyList<AnnotationRoute> routes) =>
        [.. routes.SelectMany(route => route.DashboardsIn(grafana)).OfType<DashboardPanel>().Select(place => place.Uid).Distinct()];

    private static GrafanaBreaker Breaker(IServiceProvider services, GrafanaOptions grafana) =>
        services.GetRequiredKeyedService<GrafanaBreaker>(grafana.Name);

    private static void Authorize(
        HttpRequestMessage request, IServiceProvider services, GrafanaOptions initial, Func<GrafanaOptions, AuthenticationHeaderValue> credential)
    {
        var grafana = services.GetRequiredService<ILive<IReadOnlyList<GrafanaOptions>>>().Current.FirstOrDefault(grafana => grafana.Name == initial.Name) ?? initial;
        grafana.Headers?.AddTo(request);
        request.Headers.Authorization = credential(grafana);
    }

    private static AuthenticationHeaderValue CredentialOf(GrafanaOptions grafana) => grafana is { User: { } user, Password: { } password }
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}")))
        : Bearer(grafana.Token);

    private static AuthenticationHeaderValue Bearer(Secret token) => new("Bearer", token.Reveal());
}
