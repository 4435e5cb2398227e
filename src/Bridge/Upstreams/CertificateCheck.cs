using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Upstreams;

/// <summary>Trusts exactly the certificates that .NET trusts, and says of any other what is wrong with it.</summary>
internal static class CertificateCheck
{
    public static void ApplyTo(SslClientAuthenticationOptions options) => options.RemoteCertificateValidationCallback =
        (_, _, chain, errors) => errors == SslPolicyErrors.None
            ? true
            : throw new CertificateRefusedException(Words(errors, chain?.ChainStatus.Aggregate(default(X509ChainStatusFlags), (all, one) => all | one.Status) ?? default));

    /// <summary>What is wrong, in the order in which a person would mend it.</summary>
    internal static string Words(SslPolicyErrors errors, X509ChainStatusFlags chain) => errors switch
    {
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it showed no certificate",

        // The last of them is an authority of the same name with another key.
        _ when (chain & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0 =>
            "its certificate is signed by an unknown authority",
        _ when chain.HasFlag(X509ChainStatusFlags.NotTimeValid) => "its certificate has expired, or is not valid yet",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "its certificate is for another name",
        _ when chain.HasFlag(X509ChainStatusFlags.Revoked) => "its certificate was revoked",
        _ => "its certificate cannot be trusted",
    };
}

/// <summary>A certificate that is not trusted; the message says why and may be shown.</summary>
internal sealed class CertificateRefusedException(string words) : AuthenticationException(words);
