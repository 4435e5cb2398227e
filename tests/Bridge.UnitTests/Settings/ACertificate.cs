using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.UnitTests.Settings;

/// <summary>A certificate authority of our own, in a file.</summary>
internal static class ACertificate
{
    public static string In(string folder) => WithKeyIn(folder, "ca.pem", hasKey: false);

    /// <summary>The same with its key.</summary>
    public static string WithKeyIn(string folder) => WithKeyIn(folder, "client.pem", hasKey: true);

    private static string WithKeyIn(string folder, string name, bool hasKey)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, certificate.ExportCertificatePem() + (hasKey ? $"\n{key.ExportPkcs8PrivateKeyPem()}" : ""));
        return file;
    }
}
