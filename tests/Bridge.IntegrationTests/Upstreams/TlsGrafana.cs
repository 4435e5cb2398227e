using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bridge.IntegrationTests.Upstreams;

/// <summary>A health page behind TLS, certified by an authority of its own.</summary>
internal sealed class TlsGrafana : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;

    private TlsGrafana(X509Certificate2 certificate, WebApplication app) => (_certificate, _app) = (certificate, app);

    /// <summary>The headers of each request.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Headers { get; } = [];

    /// <summary>The names in the certificates that clients showed, one per request.</summary>
    public ConcurrentQueue<string?> Clients { get; } = [];

    public string Url => _app.Urls.Single();

    public static X509Certificate2 Authority(string name = "CN=Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddDays(-60), Now.AddDays(60));
    }

    /// <param name="authority">Who certifies it.</param>
    /// <param name="address">The address that is certified; the server listens on 127.0.0.1 whatever it says.</param>
    /// <param name="until">When the certificate runs out; null for a good while.</param>
    /// <param name="issuerUrl">Where the certificate says that its issuer's can be had.</param>
    /// <param name="mode">Whether it asks who the client is.</param>
    public static async Task<TlsGrafana> StartAsync(
        X509Certificate2 authority,
        string address = "127.0.0.1",
        DateTimeOffset? until = null,
        Uri? issuerUrl = null,
        ClientCertificateMode mode = ClientCertificateMode.NoCertificate)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Grafana", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, [issuerUrl.AbsoluteUri]));
        }

        using var bare = request.Create(authority, Now.AddDays(-30), until ?? Now.AddDays(30), RandomNumberGenerator.GetBytes(8));
        using var withKey = bare.CopyWithPrivateKey(key);
        var certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = mode;
                https.ClientCertificateValidation = (_, _, _) => true;
            })));
        var app = builder.Build();
        var grafana = new TlsGrafana(certificate, app);
        app.Run(context =>
        {
            // The next request makes a connection of its own.
            context.Response.Headers.Connection = "close";
            grafana.Headers.Enqueue(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            grafana.Clients.Enqueue(context.Connection.ClientCertificate?.Subject);
            return context.Response.WriteAsync("""{"database":"ok","version":"12.0.0"}""");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return grafana;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();
}
