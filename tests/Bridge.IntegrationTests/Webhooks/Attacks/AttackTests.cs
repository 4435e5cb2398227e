using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.IntegrationTests.Webhooks.Attacks;

/// <summary>
/// What people try who have no secret (signatures), who stand in front of a proxy (framing), or who may choose what a genuine webhook says (JSON). Each
/// answer is written down beside the attack; what is stored was signed as it came.
/// </summary>
public sealed partial class AttackTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string Signatures = "signature-attacks";
    private const string Framing = "framing-attacks";
    private const string Json = "json-attacks";

    public static TheoryData<string, string> All() =>
        [.. new[] { Signatures, Framing, Json }.SelectMany(suite => Attack.Read(suite).Select(attack => (suite, attack.Name)))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_attack_has_no_other_effect_than_is_written_down(string suite, string name)
    {
        var attack = Attack.Read(suite).Single(attack => attack.Name == name);
        var stored = scene.Store.Accepted.Count;
        using var connection = await RawConnection.OpenAsync(scene.Bridge.Webhooks.BaseAddress!);

        var now = WebhookScene.Now;
        await connection.WriteAsync(attack.ToBytes(attack.NewId(now), now));
        if (attack.IsIncomplete)
        {
            connection.EndSending();
        }

        var answers = StatusLine().Matches(await connection.ReadAllAsync()).Select(line => int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));
        if (!attack.IsIncomplete)
        {
            Assert.Equal(attack.Answers, answers);
        }

        Assert.All(answers, status => Assert.InRange(status, 200, 505));
        Assert.Equal(attack.Stored, scene.Store.Accepted.Count - stored);
    }

    [Theory]
    [InlineData(Signatures, 80)]
    [InlineData(Framing, 70)]
    [InlineData(Json, 80)]
    public void Each_suite_has_its_attacks_and_no_signature_that_was_not_made_right_is_stored(string suite, int atLeast)
    {
        var attacks = Attack.Read(suite);

        Assert.InRange(attacks.Count, atLeast, int.MaxValue);
        Assert.True(suite != Signatures || attacks.All(attack => attack is { Stored: 0, Answers: [>= 400 and < 500] }));
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3})")]
    private static partial Regex StatusLine();
}
