using Bridge.Store;
using Microsoft.Extensions.Logging.Testing;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>A request's answer, and everything that it changed.</summary>
internal sealed record Observation(
    RawAnswer Answer, Dictionary<string, double> Counted, IReadOnlyList<WebhookReceipt> Stored, IReadOnlyList<FakeLogRecord> Logged)
{
    private const string Delivery = "webhook-delivery";

    /// <summary>Refused before anything about it was known.</summary>
    public void AssertRefused(int status, string reason)
    {
        AssertAnswered(status);
        Assert.False(Answer.Headers.ContainsKey(Delivery));
        AssertCounted($$"""webhook_rejected_total{reason="{{reason}}"}""");
        Assert.Empty(Stored);
    }

    /// <summary>Verified, and refused for good.</summary>
    public void AssertUnusable()
    {
        AssertAnswered(400);
        Assert.Equal("abort-message", Answer.Headers[Delivery]);
        AssertCounted("""webhook_rejected_total{reason="malformed"}""", """signing_secret_matches_total{secret="0"}""");
        Assert.Empty(Stored);
    }

    public void AssertStored(string incidentId = WebhookScene.IncidentId, int secret = 0)
    {
        AssertTaken("stored", secret);
        Assert.Equal(incidentId, Assert.Single(Stored).Subject.Value);
    }

    public void AssertDuplicate()
    {
        AssertTaken("duplicate", secret: 0);
        Assert.Single(Stored);
    }

    public void AssertIgnored()
    {
        AssertTaken("ignored", secret: 0);
        Assert.Empty(Stored);
    }

    private void AssertTaken(string result, int secret)
    {
        AssertAnswered(204);
        Assert.False(Answer.Headers.ContainsKey(Delivery));
        AssertCounted($$"""webhook_accepted_total{result="{{result}}"}""", $$"""signing_secret_matches_total{secret="{{secret}}"}""");
    }

    private void AssertAnswered(int status)
    {
        Assert.Equal(status, Answer.Status);
        Assert.Equal("", Answer.Body);
        Assert.False(Answer.Headers.ContainsKey("Server"));
        Assert.False(Answer.Headers.ContainsKey("Retry-After"));
    }

    private void AssertCounted(params string[] counters)
    {
        Assert.Equal(counters.Append("webhook_requests_total").Order(), Counted.Keys.Order());
        Assert.All(Counted.Values, count => Assert.Equal(1, count));
    }
}
