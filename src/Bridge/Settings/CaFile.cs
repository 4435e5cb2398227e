using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Settings;

/// <summary>
/// Certificate authorities of the operator's own, which an upstream may be certified by as well as by those that the system trusts.
/// Everything else about a certificate, its name and its time above all, is checked as ever.
/// </summary>
internal sealed class CaFile
{
    private readonly X509Certificate2Collection _certificates;

    private CaFile(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <summary>Reads certificates in PEM form; null when there is none in the file, or it cannot be read.</summary>
    public static CaFile? Read(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }

        return certificates.Count > 0 ? new CaFile(certificates) : null;
    }

    /// <summary>Has a check of certificates trust what the system trusts, and these.</summary>
    public void ApplyTo(X509ChainPolicy policy)
    {
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_certificates);
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
    }

    public override string ToString() => "[certificate authorities]";
}
