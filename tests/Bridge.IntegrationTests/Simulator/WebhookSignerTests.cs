using System.Text;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The simulator signs by code of its own, so it is held to what Svix publishes, not to the bridge.</summary>
public sealed class WebhookSignerTests
{
    /// <summary>The first is in the README of Svix' libraries, the second in the test of their Rust one.</summary>
    [Theory]
    [InlineData(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        "{\"test\": 2432232314}",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
        "1649367553",
        "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    public void Signs_as_Svix_does(string secret, string id, string timestamp, string body, string expected)
    {
        var signature = WebhookSigner.Sign(secret, id, timestamp, Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, signature);
    }
}
