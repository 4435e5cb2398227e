using Bridge.Webhooks;
using CsCheck;

namespace Bridge.UnitTests.Webhooks;

public sealed class SignatureListTests
{
    private const string Good = SignatureVectors.Signature;
    private const string Bad = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string Other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    [Theory]
    [InlineData(Good)]
    [InlineData($"{Good} {Bad}")]
    [InlineData($"{Bad} {Good} {Other}")]
    [InlineData($"{Bad} {Good}")]
    [InlineData($"{Bad} v2,whatever {Good} {Other}")]
    [InlineData($"{SignatureVectors.AsymmetricSignature} {Good}")]
    [InlineData($"{Good} {SignatureVectors.AsymmetricSignature}")]
    [InlineData($"garbage {Good}")]
    [InlineData($"{Good} garbage")]
    [InlineData($"v1 {Good}")]
    [InlineData($", {Good}")]
    [InlineData($"v1, {Good}")]
    [InlineData($"{Bad}  {Good}")]
    [InlineData($"  {Good}")]
    [InlineData($"{Good} ")]
    [InlineData($"v1,AAAA, {Good}")]
    [InlineData($"v1,Ü0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= {Good}")]
    public async Task One_good_signature_in_the_list_is_enough(string header)
    {
        Assert.Equal(0, await Verification.FindMatchAsync(header));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("v1")]
    [InlineData("v1,")]
    [InlineData(Bad)]
    [InlineData($"{Bad} {Other}")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v\u00AD1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1\0,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1;g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=A")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==")]
    [InlineData("v1,g0hm9ssE+otpjtgt/tmiktsyzle3ufjelvlnioLj1oe=")]
    [InlineData("v1,\u01670hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    [InlineData($"{Bad}\t{Good}")]
    [InlineData($"{Good},v1,AAAA")]
    [InlineData($"{Good}, v1,AAAA")]
    [InlineData($"{Good},{Bad}")]
    [InlineData(SignatureVectors.AsymmetricSignature)]
    public async Task Nothing_else_matches(string header)
    {
        Assert.Equal(WebhookSignature.NoMatch, await Verification.FindMatchAsync(header));
    }

    [Fact]
    public async Task The_good_one_is_found_among_a_thousand()
    {
        var list = string.Join(' ', Enumerable.Repeat(Bad, 999).Append(Good));

        Assert.Equal(0, await Verification.FindMatchAsync(list));
    }

    [Fact]
    public async Task The_secret_that_signed_is_named_by_its_index()
    {
        var match = await Verification.FindMatchAsync(
            Good, SignatureVectors.OtherSecret, SignatureVectors.Secret, SignatureVectors.ShortSecret);

        Assert.Equal(1, match);
    }

    [Fact]
    public async Task The_first_of_two_secrets_that_signed_is_named()
    {
        var match = await Verification.FindMatchAsync(Good, SignatureVectors.Secret, SignatureVectors.Secret);

        Assert.Equal(0, match);
    }

    [Fact]
    public async Task Another_secret_does_not_match()
    {
        var match = await Verification.FindMatchAsync(Good, SignatureVectors.OtherSecret, SignatureVectors.ShortSecret);

        Assert.Equal(WebhookSignature.NoMatch, match);
    }

    [Fact]
    public void Any_list_matches_exactly_when_the_good_signature_is_an_item_of_it()
    {
        var item = Gen.OneOf(
            Gen.Const(Good),
            Gen.Const(Bad),
            Gen.Const(""),
            Gen.String,
            Gen.String.Select(text => $"v1,{text}"),
            Gen.String.Select(text => Good + text));

        item.List[0, 8].Sample(items =>
        {
            var header = string.Join(' ', items);

            var match = Verification.FindMatchAsync(header).GetAwaiter().GetResult();

            return match == (header.Split(' ').Contains(Good) ? 0 : WebhookSignature.NoMatch);
        });
    }
}
