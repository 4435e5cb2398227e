using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Vocabulary;

public sealed class LabelsTests
{
    [Fact]
    public void Words_are_in_lower_case_and_joined()
    {
        Assert.Equal("rate_limited", Labels.Of(FailureReason.RateLimited));
        Assert.Equal("incident_io", Labels.Of(UpstreamName.IncidentIo));
        Assert.Equal("create", Labels.Of(DeliveryKind.Create));
    }

    [Fact]
    public void What_operators_and_the_store_depend_on_keeps_its_spelling()
    {
        Assert.Equal(
            "auth rate_limited not_found client server timeout network invalid_answer settings store internal unknown",
            string.Join(' ', Enum.GetValues<FailureReason>().Select(Labels.Of)));
        Assert.Equal(
            "headers timestamp signature malformed too_large busy store", string.Join(' ', Enum.GetValues<RejectReason>().Select(Labels.Of)));
        Assert.Equal("stored duplicate ignored", string.Join(' ', Enum.GetValues<WebhookResult>().Select(Labels.Of)));
        Assert.Equal("create update delete", string.Join(' ', Enum.GetValues<DeliveryKind>().Select(Labels.Of)));
        Assert.Equal("region start resolve", string.Join(' ', Enum.GetValues<AnnotationPart>().Select(Labels.Of)));
        Assert.Equal("resync drift retention poll first_start", string.Join(' ', Enum.GetValues<PeriodicJob>().Select(Labels.Of)));
        Assert.Equal("open resolved", string.Join(' ', Enum.GetValues<AnnotationStatus>().Select(Labels.Of)));
    }

    [Fact]
    public void A_label_leads_back_to_its_value()
    {
        foreach (var reason in Enum.GetValues<FailureReason>())
        {
            Assert.Equal(reason, Labels.Parse<FailureReason>(Labels.Of(reason)));
        }
    }

    [Fact]
    public void What_is_no_label_is_refused()
    {
        Assert.Throws<KeyNotFoundException>(() => Labels.Parse<FailureReason>("Auth"));
        Assert.Throws<KeyNotFoundException>(() => Labels.Of((FailureReason)99));
    }
}
