using System.Diagnostics;
using Bridge.Observability;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookTraceTests : EndpointFixture
{
    /// <summary>Spans are heard of by the whole process; those of this test are those that it started.</summary>
    private static readonly AsyncLocal<List<Activity>?> Mine = new();

    [Fact]
    public async Task A_trace_begins_at_the_webhook_and_goes_on_in_the_store()
    {
        using var listener = Listen();
        using var strangers = new Activity("of an unverified sender").Start();

        await AnswerAsync(Request());

        var span = Assert.Single(Mine.Value!);
        Assert.Equal("webhook receive", span.OperationName);
        Assert.Equal(span.Id, Assert.Single(Receipts).TraceParent);
        Assert.NotEqual(strangers.TraceId, span.TraceId);
        Assert.Equal(204, span.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task A_span_says_how_a_refused_webhook_was_answered()
    {
        using var listener = Listen();

        await AnswerAsync(Request(secret: "whsec_AAAA"));

        Assert.Equal(401, Assert.Single(Mine.Value!).GetTagItem("http.response.status_code"));
    }

    private static ActivityListener Listen()
    {
        Mine.Value = [];
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BridgeTracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Mine.Value?.Add(span),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
