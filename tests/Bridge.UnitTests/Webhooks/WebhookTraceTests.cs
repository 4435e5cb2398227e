using System.Diagnostics;
using Bridge.UnitTests.Observability;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookTraceTests : EndpointFixture
{
    [Fact]
    public async Task A_trace_begins_at_the_webhook_and_goes_on_in_the_store()
    {
        using var spans = new SpansOfThisTest();
        using var strangers = new Activity("of an unverified sender").Start();

        await AnswerAsync(Request());

        var span = Assert.Single(spans.Ended);
        Assert.Equal("webhook receive", span.OperationName);
        Assert.Equal(span.Id, Assert.Single(Receipts).TraceParent);
        Assert.NotEqual(strangers.TraceId, span.TraceId);
        Assert.Equal(204, span.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task A_span_says_how_a_refused_webhook_was_answered()
    {
        using var spans = new SpansOfThisTest();

        await AnswerAsync(Request(secret: "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA"));

        Assert.Equal(401, Assert.Single(spans.Ended).GetTagItem("http.response.status_code"));
    }
}
