using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Grafana;
using Bridge.IntegrationTests.Hosting;
using Bridge.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Upstreams;

/// <summary>A Grafana behind something that asks by TLS who comes.</summary>
public sealed class ClientCertificateTests : IDisposable
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
    public async Task It_is_shown_and_one_that_was_renewed_is_shown_without_a_restart()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority, mode: ClientCertificateMode.RequireCertificate);
        Write("CN=first");
        await using var services = Services(grafana, ("ClientCertificate", Certificate), ("ClientKey", Key));
        var probe = services.GetRequiredService<GrafanaProbe>();

        Assert.Null((await probe.GetHealthAsync(Token)).Failure);
        Write("CN=second");
        Assert.Null((await probe.GetHealthAsync(Token)).Failure);

        // Half of a renewal leaves the one before.
        await File.WriteAllTextAsync(Key, "", Token);
        Assert.Null((await probe.GetHealthAsync(Token)).Failure);
        Assert.Equal(["CN=first", "CN=second", "CN=second"], grafana.Clients);
    }

    [Fact]
    public async Task Certificate_and_key_may_be_in_one_file()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority, mode: ClientCertificateMode.RequireCertificate);
        Write("CN=both");
        await File.AppendAllTextAsync(Certificate, "\n" + await File.ReadAllTextAsync(Key, Token), Token);
        await using var services = Services(grafana, ("ClientCertificate", Certificate));

        Assert.Null((await services.GetRequiredService<GrafanaProbe>().GetHealthAsync(Token)).Failure);
        Assert.Equal(["CN=both"], grafana.Clients);
    }

    [Fact]
    public async Task Without_one_the_words_say_that_one_may_be_wanted()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority, mode: ClientCertificateMode.RequireCertificate);
        await using var services = Services(grafana);

        Assert.NotNull((await services.GetRequiredService<GrafanaProbe>().GetHealthAsync(Token)).Failure);
        Assert.Empty(grafana.Clients);
    }

    [Fact]
    public async Task Headers_and_a_password_go_with_each_request()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority);
        await using var services = Services(grafana, ("Token", ""), ("User", "bridge"), ("Password", "pass word"), ("Headers:X-Door", "open"), ("OrgId", "2"));

        Assert.Null((await services.GetRequiredService<GrafanaProbe>().GetHealthAsync(Token)).Failure);

        var headers = Assert.Single(grafana.Headers);
        Assert.Equal(("open", "Basic YnJpZGdlOnBhc3Mgd29yZA==", "2"), (headers["X-Door"], headers["Authorization"], headers["X-Grafana-Org-Id"]));
    }

    [Fact]
    public async Task Key_of_another_certificate_is_a_fault()
    {
        await using var grafana = await TlsGrafana.StartAsync(_authority);
        Write("CN=one");
        var key = await File.ReadAllTextAsync(Key, Token);
        Write("CN=other");
        await File.WriteAllTextAsync(Key, key, Token);

        var faults = Assert.Throws<InvalidSettingsException>(() => Services(grafana, ("ClientCertificate", Certificate), ("ClientKey", Key))).Faults;

        Assert.Equal("Grafana:main:ClientCertificate", Assert.Single(faults).Setting);
    }

    private string Certificate => _folder.File("client.pem");

    private string Key => _folder.File("client.key");

    private void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(TlsGrafana.Now.AddDays(-1), TlsGrafana.Now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private ServiceProvider Services(TlsGrafana grafana, params (string Key, string Value)[] settings)
    {
        var authority = _folder.File("ca.pem");
        File.WriteAllText(authority, _authority.ExportCertificatePem());
        return BridgeHost.BuildClients(builder => builder.Configuration
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["IncidentIo:ApiKey"] = BridgeInstance.ApiKey,
                ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
                ["Grafana:main:Token"] = BridgeInstance.GrafanaToken,
                ["Grafana:main:Url"] = grafana.Url,
                ["Grafana:main:CaFile"] = authority,
            })
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Grafana:main:{setting.Key}", (string?)setting.Value))));
    }
}
