using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Bridge.Upstreams;

namespace Bridge.UnitTests.Upstreams;

public sealed class CertificateCheckTests
{
    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, X509ChainStatusFlags.NoError, "it showed no certificate")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.UntrustedRoot, "its certificate is signed by an unknown authority")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.PartialChain, "its certificate is signed by an unknown authority")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.NotTimeValid, "its certificate has expired, or is not valid yet")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, X509ChainStatusFlags.NoError, "its certificate is for another name")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.Revoked, "its certificate was revoked")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.NotSignatureValid, "its certificate is signed by an unknown authority")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, X509ChainStatusFlags.NotValidForUsage, "its certificate cannot be trusted")]
    [InlineData(
        SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch,
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotTimeValid,
        "its certificate is signed by an unknown authority")]
    public void What_is_wrong_with_a_certificate_is_said_in_words(SslPolicyErrors errors, X509ChainStatusFlags chain, string words) =>
        Assert.Equal(words, CertificateCheck.Words(errors, chain));

    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors)]
    public void No_error_is_passed_over(SslPolicyErrors errors)
    {
        var options = new SslClientAuthenticationOptions();
        CertificateCheck.ApplyTo(options);

        Assert.True(options.RemoteCertificateValidationCallback!(this, null, null, SslPolicyErrors.None));
        Assert.Throws<CertificateRefusedException>(() => options.RemoteCertificateValidationCallback(this, null, null, errors));
    }
}
