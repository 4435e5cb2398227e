using System.Security.Cryptography.X509Certificates;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.IntegrationTests.Hosting;
using Bridge.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Upstreams;

public sealed class CaFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority = TlsGrafana.Authority();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_authority_of_ones_own_is_trusted_with_its_file()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority);

        Assert.Null(await AskAsync(grafana, FileOf(_authority)));
    }

    [Fact]
    public async Task One_of_several_authorities_in_the_file_is_enough()
    {
        using var other = TlsGrafana.Authority("CN=Another authority");
        await using var grafana = await TlsGrafana.StartAsync(_authority);

        Assert.Null(await AskAsync(grafana, FileOf(other, _authority)));
    }

    [Fact]
    public async Task Without_the_file_it_is_refused()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority);

        AssertRefused("its certificate is signed by an unknown authority", await AskAsync(grafana, caFile: null));
    }

    [Fact]
    public async Task Another_authoritys_file_does_not_help_even_if_it_has_the_same_name()
    {
        using var other = TlsGrafana.Authority();
        await using var grafana = await TlsGrafana.StartAsync(_authority);

        AssertRefused("its certificate is signed by an unknown authority", await AskAsync(grafana, FileOf(other)));
    }

    [Fact]
    public async Task A_certificate_for_another_address_is_refused_all_the_same()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority, address: "127.0.0.2");

        AssertRefused("its certificate is for another name", await AskAsync(grafana, FileOf(_authority)));
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_all_the_same()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority, until: TlsGrafana.Now.AddMinutes(-5));

        AssertRefused("its certificate has expired, or is not valid yet", await AskAsync(grafana, FileOf(_authority)));
    }

    [Fact]
    public async Task A_proxy_in_front_of_incident_io_may_have_one_too()
    {
        await using var proxy = await TlsGrafana.StartAsync(_authority);

        var (_, trusted) = await IdentityAsync(proxy, FileOf(_authority));
        var (_, refused) = await IdentityAsync(proxy, caFile: null);

        Assert.Equal(FailureReason.InvalidAnswer, trusted?.Reason);
        AssertRefused("its certificate is signed by an unknown authority", refused);
    }

    [Fact]
    public void What_the_system_trusts_is_trusted_still()
    {
        var policy = UpstreamHttp.NewChainPolicy();
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);

        CaFile.Read(FileOf(_authority))!.ApplyTo(policy);

        Assert.Equal(system.Certificates.Count + 1, policy.CustomTrustStore.Count);
        Assert.True(policy.VerificationTimeIgnored);
    }

    private static void AssertRefused(string words, UpstreamFailure? failure) =>
        Assert.Equal((FailureReason.Network, words, false), (failure?.Reason, failure?.Detail, failure?.MayHaveActed));

    private static async Task<UpstreamFailure?> AskAsync(TlsGrafana grafana, string? caFile)
    {
        await using var services = Services(new() { ["Grafana:main:Url"] = grafana.Url, ["Grafana:main:CaFile"] = caFile });
        var (answer, failure) = await services.GetRequiredService<GrafanaProbe>().GetHealthAsync(Token);
        Assert.Equal(failure is null ? "12.0.0" : null, answer?.Version);
        return failure;
    }

    private static async Task<(KeyIdentity? Identity, UpstreamFailure? Failure)> IdentityAsync(TlsGrafana proxy, string? caFile)
    {
        await using var services = Services(new()
        {
            ["Grafana:main:Url"] = "https://grafana.invalid",
            ["IncidentIo:ApiUrl"] = proxy.Url,
            ["IncidentIo:CaFile"] = caFile,
        });
        return await services.GetRequiredService<IncidentClient>().GetIdentityAsync(Token);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => BridgeHost.BuildClients(builder =>
        builder.Configuration
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["IncidentIo:ApiKey"] = BridgeInstance.ApiKey,
                ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
                ["Grafana:main:Token"] = BridgeInstance.GrafanaToken,
            })
            .AddInMemoryCollection(settings));

    private string FileOf(params X509Certificate2[] authorities)
    {
        var file = _folder.File("ca.pem");
        File.WriteAllText(file, string.Join('\n', authorities.Select(authority => authority.ExportCertificatePem())));
        return file;
    }
}
