using System.Net;
using Bridge.Grafana;
using Bridge.IntegrationTests.Hosting;
using Bridge.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Upstreams;

/// <summary>A certificate that nobody vouches for names where its issuer's can be had. Nobody asks there: it may be any address inside.</summary>
public sealed class CertificateDownloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_addresses_that_a_certificate_names_are_not_asked(bool withCaFile)
    {
        var asked = 0;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var inside = builder.Build();
        inside.Run(_ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        await inside.StartAsync(Token);
        using var unknown = TlsGrafana.Authority("CN=Unknown authority");
        using var known = TlsGrafana.Authority("CN=Known authority");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("ca.pem"), known.ExportCertificatePem(), Token);
        await using var grafana = await TlsGrafana.StartAsync(unknown, issuerUrl: new Uri($"{inside.Urls.Single()}/issuer.crt"));

        // The test's own server looks there too, when it starts.
        var before = asked;
        await using var services = BridgeHost.BuildClients(host => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IncidentIo:ApiKey"] = BridgeInstance.ApiKey,
            ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
            ["Grafana:main:Url"] = grafana.Url,
            ["Grafana:main:Token"] = BridgeInstance.GrafanaToken,
            ["Grafana:main:CaFile"] = withCaFile ? folder.File("ca.pem") : null,
        }));

        var (_, failure) = await services.GetRequiredService<GrafanaProbe>().GetHealthAsync(Token);

        Assert.Equal(FailureReason.Network, failure?.Reason);
        Assert.Equal(before, asked);
    }
}
