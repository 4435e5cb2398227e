using System.Text;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class OfficialLibraryTests(OfficialLibraries libraries, WebhookScene scene)
    : IClassFixture<OfficialLibraries>, IClassFixture<WebhookScene>
{
    private const int RecordedCount = 16;

    private static string RecordedText => File.ReadAllText(Path.Combine(OfficialLibraries.Scripts, "recorded.json"));

    [Fact]
    public async Task What_the_official_libraries_sign_is_taken_and_what_is_altered_is_refused()
    {
        libraries.Require();
        var recording = OfficialLibraries.ReadRecording(
            await libraries.SignAsync(BridgeInstance.SigningSecret, WebhookScene.Now, count: 24));

        Assert.Equal(48, recording.Webhooks.Count);
        foreach (var signed in recording.Webhooks)
        {
            await AssertTakenAndRefusedOnceAlteredAsync(signed);
        }
    }

    [Fact]
    public async Task What_they_once_signed_is_taken_and_what_is_altered_is_refused()
    {
        var recording = OfficialLibraries.ReadRecording(RecordedText);

        Assert.Equal(BridgeInstance.SigningSecret, recording.Secret);
        Assert.Equal(2 * RecordedCount, recording.Webhooks.Count);
        foreach (var signed in recording.Webhooks)
        {
            await AssertTakenAndRefusedOnceAlteredAsync(signed);
        }
    }

    [Fact]
    public async Task The_recording_is_what_the_locked_versions_sign_today()
    {
        libraries.Require();

        var today = await libraries.SignAsync(BridgeInstance.SigningSecret, WebhookScene.Now, RecordedCount);

        Assert.Equal(RecordedText, today);
    }

    [Fact]
    public async Task What_the_tests_sign_is_accepted_by_both_official_libraries()
    {
        libraries.Require();
        TestWebhook[] webhooks =
        [
            TestWebhook.About("INC1"),
            TestWebhook.About("INC1") with { Secret = WebhookScene.SecondSecret },
            TestWebhook.About("INC1") with { Id = "msg.with.dots" },
            TestWebhook.About("INC1") with { Body = Encoding.UTF8.GetBytes("""{"name":"INC-1 – café 🚨"}""") },
            .. EventTypes.All.Keys.Select(eventType => TestWebhook.About("INC1") with { Body = EventTypes.Body(eventType) }),
        ];

        var verdicts = await libraries.VerifyAsync(webhooks);

        Assert.Equal(2 * webhooks.Length, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
    }

    [Fact]
    public async Task What_the_tests_forge_is_refused_by_both_official_libraries()
    {
        libraries.Require();
        var good = TestWebhook.About("INC1");
        TestWebhook[] webhooks =
        [
            good with { Signature = good.Sign(), Body = [.. good.Body, (byte)' '] },
            good with { Signature = good.Sign(), Id = "msg_other" },
            good with { Signature = (good with { Secret = WebhookScene.UnknownSecret }).Sign() },
            good with { Timestamp = $"{long.Parse(good.Timestamp, System.Globalization.CultureInfo.InvariantCulture) - 400}" },
        ];

        var verdicts = await libraries.VerifyAsync(webhooks);

        Assert.Equal(
            ["Message timestamp too old", "No matching signature found", "No matching signature found", "No matching signature found"],
            verdicts.Where(verdict => verdict.Library == "svix").Select(verdict => verdict.Problem).Order());
        Assert.All(verdicts, verdict => Assert.NotNull(verdict.Problem));
    }

    private async Task AssertTakenAndRefusedOnceAlteredAsync(OfficialLibraries.Signed signed)
    {
        var webhook = new TestWebhook
        {
            Id = signed.Id,
            Timestamp = signed.Timestamp,
            Body = Encoding.UTF8.GetBytes(signed.Body),
            Signature = signed.Signature,
        };

        var altered = await scene.SendAsync(webhook with { Body = [.. webhook.Body, (byte)' '] });
        var genuine = await scene.SendAsync(webhook);

        altered.AssertRefused(401, "signature");
        Assert.Equal(204, genuine.Answer.Status);
        Assert.Equal(signed.Incident, Assert.Single(genuine.Stored).Subject.Value);
    }
}
