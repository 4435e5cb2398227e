using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

public sealed class SigningSecretTests
{
    private const string Encoded = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly byte[] Key = Convert.FromBase64String(Encoded);

    [Theory]
    [InlineData($"whsec_{Encoded}")]
    [InlineData(Encoded)]
    [InlineData($"whsec_{Encoded}\n")]
    [InlineData($"whsec_{Encoded}\r\n")]
    [InlineData($"  whsec_{Encoded}\t")]
    [InlineData($"{Encoded}\n")]
    public void The_key_is_the_decoded_text_with_or_without_prefix_and_blanks_around(string text)
    {
        Assert.True(SigningSecret.TryParse(text, out var secret));

        Assert.Equal(Key, secret.Key.ToArray());
    }

    [Theory]
    [InlineData("AA==", 1)]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl", 18)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 69)]
    public void Short_and_long_keys_are_taken_at_their_length(string text, int bytes)
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
