using Bridge.Commands;
using Bridge.Commands.Explain;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Commands;

public sealed class ExplainJsonTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt.AddHours(1);

    [Fact]
    public void It_says_of_each_place_what_the_screen_says()
    {
        var facts = Facts(AnIncident.Live()) with
        {
            Ledger = [Entry("default", 7), Entry("former", 8)],
            LookFailures = new Dictionary<string, UpstreamFailure> { ["main"] = new(FailureReason.Timeout, "no answer in 10 s") },
        };

        var report = ExplainJson.Of(facts, TestSettings.Read(), showPrivate: false);

        Assert.Equal(("INC-123", AnIncident.Id), (report.Reference, report.Id));
        Assert.Equal(["default recorded 7", "former recorded 8"], report.Places.Select(place => $"{place.Route} {place.State} {place.Annotations[0].Id}"));
        Assert.Equal(("grafana", "main", "timeout"), (report.Failures[0].Source, report.Failures[0].Grafana, report.Failures[0].Reason));
        Assert.Equal(ExplainHeadline.Of(facts, PlaceVerdicts.Of(facts, TestSettings.Read())), report.Headline);
        Assert.Equal(["store", "incident_io"], report.Sources);
        Assert.Equal("Checkout is slow", report.Incident?.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_of_a_private_incident_are_told_only_when_asked_for(bool showPrivate)
    {
        var incident = AnIncident.Live().Private() with { Type = "Takeover", CustomFields = [new CustomField("01F", "Deal", ["Acme"])] };

        var report = ExplainJson.Of(Facts(incident), TestSettings.Read(), showPrivate);

        Assert.Equal(
            showPrivate ? ("Checkout is slow", "Investigating", "Takeover", "Deal") : (null, null, null, null),
            (report.Incident!.Name, report.Incident.Status, report.Incident.Type, report.Incident.CustomFields?[0].Name));
        Assert.Equal(("private", "live", "Major"), (report.Incident.Visibility, report.Incident.Category, report.Incident.Severity));
    }

    [Fact]
    public void Of_an_incident_that_is_not_shown_to_the_key_it_has_what_was_asked_for_and_why()
    {
        var report = ExplainJson.Of(
            Facts(null) with { FetchFailure = new UpstreamFailure(FailureReason.NotFound, "HTTP 404") }, TestSettings.Read(), showPrivate: false);

        Assert.Equal((null, "INC-123", null), (report.Id, report.Reference, report.Incident));
        Assert.Equal(("incident_io", null, "not_found"), (report.Failures[0].Source, report.Failures[0].Grafana, report.Failures[0].Reason));
    }

    private static ExplainFacts Facts(Incident? incident)
    {
        Assert.True(AskedSubject.TryParse("inc-123", out var asked));
        return new ExplainFacts { Asked = asked!, Incident = incident, Now = Now };
    }

    private static LedgerEntry Entry(string route, long id) => new(
        new LedgerKey(SubjectId.Parse(AnIncident.Id), route, "main", AnnotationPart.Region), id, "print", AnnotationStatus.Open, AnIncident.DeclaredAt, Now, null);
}
