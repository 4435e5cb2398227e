using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.UnitTests.Settings;

/// <summary>A certificate authority of our own, in a file.</summary>
internal static class ACertificate
{
    public static string In(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder, "ca.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }
}
