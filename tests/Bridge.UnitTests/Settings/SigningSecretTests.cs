using Bridge.Settings;

namespace Bridge.UnitTests.Settings;

public sealed class SigningSecretTests
{
    private const string Encoded = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly byte[] Key = Convert.FromBase64String(Encoded);

    [Theory]
    [InlineData($"whsec_{Encoded}")]
    [InlineData($"whsec_{Encoded}\n")]
    [InlineData($"whsec_{Encoded}\r\n")]
    [InlineData($"  whsec_{Encoded}\t")]
    public void The_key_is_the_decoded_text_whatever_blanks_are_around(string text)
    {
        Assert.True(SigningSecret.TryParse(text, out var secret));

        Assert.Equal(Key, secret.Key.ToArray());
    }

    [Theory]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAA==", 16)]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl", 18)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 69)]
    public void Keys_from_16_bytes_on_are_taken_at_their_length(string text, int bytes)
    {
        Assert.True(SigningSecret.TryParse(text, out var secret));

        Assert.Equal(bytes, secret.Key.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("whsec_")]
    [InlineData("whsec_\n")]
    [InlineData("%%%%")]
    [InlineData(Encoded)]
    [InlineData($"{Encoded}\n")]
    [InlineData("AA==")]
    [InlineData("whsec_AA==")]
    [InlineData("whsec_password")]
    [InlineData("whsec_passwords0000")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAA")]
    [InlineData($"WHSEC_{Encoded}")]
    [InlineData($"whsec_whsec_{Encoded}")]
    [InlineData($"whsk_{Encoded}")]
    [InlineData($"whpk_{Encoded}")]
    [InlineData($"whsec_ {Encoded}")]
    [InlineData("whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqr\nTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15js")]
    [InlineData("whsec_AA")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV-b5sSYspob7oD")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV_b5sSYspob7oD")]
    [InlineData("\"whsec_plJ3nmyCDGBKInavdOK15jsl\"")]
    [InlineData("{\"secret\":\"whsec_plJ3nmyCDGBKInavdOK15jsl\"}")]
    public void Anything_else_is_not_a_secret(string text)
    {
        Assert.False(SigningSecret.TryParse(text, out var secret));

        Assert.Null(secret);
    }

    [Fact]
    public void It_does_not_give_itself_away_as_text()
    {
        Assert.True(SigningSecret.TryParse($"whsec_{Encoded}", out var secret));

        var text = $"{secret}";

        Assert.DoesNotContain(Encoded[..6], text, StringComparison.Ordinal);
        Assert.Equal("[signing secret]", text);
    }
}
