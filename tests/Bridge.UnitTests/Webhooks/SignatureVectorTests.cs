using System.Text;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

public sealed class SignatureVectorTests
{
    /// <summary>What the bytes FF FE 00 become when they are read as text first.</summary>
    private const string SignatureOfDecodedBody = "v1,20+gdnYvneo28OIAeTG/dMpY0nz76D4ncinyDCvm970=";

    public static TheoryData<string> Names => [.. SignatureVectors.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_known_signature_matches(string name)
    {
        var vector = SignatureVectors.All[name];

        var match = await Verification.FindMatchAsync(vector.Id, vector.Timestamp, vector.Body, vector.Signature, vector.Secret);

        Assert.Equal(0, match);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_known_signature_does_not_match_once_a_byte_follows_the_body(string name)
    {
        var vector = SignatureVectors.All[name];

        var match = await Verification.FindMatchAsync(
            vector.Id, vector.Timestamp, [.. vector.Body, (byte)'\n'], vector.Signature, vector.Secret);

        Assert.Equal(WebhookSignature.NoMatch, match);
    }

    [Theory]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJeK", SignatureVectors.Timestamp, SignatureVectors.Body)]
    [InlineData(SignatureVectors.Id, "1614265331", SignatureVectors.Body)]
    [InlineData(SignatureVectors.Id, SignatureVectors.Timestamp, """{"test":2432232314}""")]
    [InlineData(SignatureVectors.Id, SignatureVectors.Timestamp, """{"test": 2432232315}""")]
    [InlineData(SignatureVectors.Id, SignatureVectors.Timestamp, "")]
    public async Task Nothing_matches_when_id_timestamp_or_body_was_altered(string id, string timestamp, string body)
    {
        var match = await Verification.FindMatchAsync(
            id, timestamp, Encoding.UTF8.GetBytes(body), SignatureVectors.Signature, SignatureVectors.Secret);

        Assert.Equal(WebhookSignature.NoMatch, match);
    }

    [Fact]
    public async Task The_body_is_signed_as_bytes_not_as_text()
    {
        var match = await Verification.FindMatchAsync(
            SignatureVectors.Id, SignatureVectors.Timestamp, [0xFF, 0xFE, 0x00], SignatureOfDecodedBody, SignatureVectors.Secret);

        Assert.Equal(WebhookSignature.NoMatch, match);
    }

    [Theory]
    [InlineData("+1614265330", "v1,JQsSpSSK1m9NI2FueDRZN3FL/jU9336idQcq6VmF+c8=")]
    [InlineData("01614265330", "v1,HIx6LAZYyqSIVlrnt3IQyW4sH3DpS7I7MvDYauyP37k=")]
    [InlineData(" 1614265330", "v1,ROfCFnlPtGjD7sooi5b7LBekXx2HRhyeqeQohAawic8=")]
    public async Task A_timestamp_spelled_otherwise_is_signed_as_it_stands_and_refused_for_its_spelling(string timestamp, string signature)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

        var match = await Verification.FindMatchAsync(
            SignatureVectors.Id, timestamp, Encoding.UTF8.GetBytes(SignatureVectors.Body), signature, SignatureVectors.Secret);

        Assert.Equal(0, match);
        Assert.False(WebhookTimestamp.IsFresh(timestamp, now));
    }
}
