using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Settings;

/// <summary>
/// A certificate by which the bridge shows who it is, with its key: two PEM files, or one that has both. They are read again for each new
/// connection, so that what renews them needs to tell nobody; while they cannot be read, the certificate from before is shown.
/// </summary>
internal sealed class ClientCertificate
{
    private readonly string _certificate;
    private readonly string? _key;
    private volatile X509Certificate2 _last;

    private ClientCertificate(string certificate, string? key, X509Certificate2 first) => (_certificate, _key, _last) = (certificate, key, first);

    /// <summary>The certificate as its files are now.</summary>
    public X509Certificate2 Current => _last = Load(_certificate, _key) ?? _last;

    /// <summary>Reads both; null when there is no certificate, no key, or none that fits.</summary>
    public static ClientCertificate? Read(string certificate, string? key) =>
        Load(certificate, key) is { } first ? new ClientCertificate(certificate, key, first) : null;

    public override string ToString() => "[client certificate]";

    private static X509Certificate2? Load(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
