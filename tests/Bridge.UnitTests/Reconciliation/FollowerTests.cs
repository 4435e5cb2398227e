using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What is shown for an incident's sake appears, changes and goes with it, in deliveries of its own.</summary>
public sealed class FollowerTests : ReconciliationFixture
{
    private static readonly Incident Live = AnIncident.Live();
    private static readonly SubjectId Company = SubjectId.Parse($"maintenance:of-{AnIncident.Id}");

    public FollowerTests()
        : base([new StubKind(SubjectKind.Maintenance)])
    {
        Kind.Subject = Kind.Subject with { BelongsTo = [Live.Id] };
        Kind.Followers = [Kind.Subject.Id];
    }

    private StubKind Kind => Kinds[0];

    [Fact]
    public async Task An_incidents_event_has_all_looked_at_that_belong_to_it_each_in_the_same_Grafana()
    {
        IncidentIo.Has(Live);
        await WebhookAsync(Live.Id);

        await DeliverAsync(Live.Id);
        Assert.Equal([Company], (await DueAsync(Now)).Select(due => due.Subject));
        Assert.Equal([Live.Id], (await DueAsync(Now, "other")).Select(due => due.Subject));

        await DeliverAsync(Company);
        Assert.Equal([Kind.Subject.Id], (await DueAsync(Now)).Select(due => due.Subject));

        await DeliverAsync(Kind.Subject.Id);
        Assert.Equal(2, Grafana.Annotations.Count);
        Assert.Contains(Grafana.Annotations, one => one.Text.Contains("Database upgrade", StringComparison.Ordinal) && one.Tags.Contains("incident-io-maintenance"));
        Assert.Empty(Other.Annotations);
        Assert.Empty(await DueAsync(Now));
    }

    /// <summary>To read one by its id may leave a line in somebody's audit log.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task What_is_listed_whole_is_not_read_by_itself(bool isWhole, int reads)
    {
        Kind.FollowsWhole = isWhole;

        await ShowAllAsync();

        Assert.Equal(reads, Kind.Asked);
        Assert.Equal("<b>Work:</b> Database upgrade", OfKind().Text);
    }

    [Fact]
    public async Task What_is_listed_keeps_nobody_waiting_for_the_incident()
    {
        IncidentIo.Has(Live);
        await WebhookAsync(Live.Id);
        Kind.Failure = new UpstreamFailure(FailureReason.Auth, "HTTP 403");

        Assert.IsType<WorkOutcome.Succeeded>((await DeliverAsync(Live.Id)).Outcome);
        Assert.Equal(FailureReason.Auth, (await DeliverAsync(Company)).Outcome!.FailedFor);

        Assert.Equal((1, null), (Grafana.Annotations.Count, (await WorkOnAsync(Live.Id))!.LastFailure));
    }

    [Fact]
    public async Task Of_an_incident_that_turned_private_it_loses_its_words()
    {
        await ShowAllAsync();
        IncidentIo.Has(Live.Private() with { UpdatedAt = Now });
        await WebhookAsync(Live.Id);

        await DeliverAllAsync();

        Assert.Equal("<b>Private work</b>", OfKind().Text);
    }

    [Fact]
    public async Task Of_an_incident_that_went_it_goes()
    {
        await ShowAllAsync();
        IncidentIo.Has(AnIncident.In(StatusCategory.Canceled) with { UpdatedAt = Now });
        await WebhookAsync(Live.Id);

        await DeliverAllAsync();

        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task Of_an_incident_that_incident_io_does_not_show_any_more_nothing_is_told_although_no_list_names_it()
    {
        await ShowAllAsync();
        IncidentIo.Hides(Live.Id);
        Kind.Followers = [];
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Live.Id);

        await DeliverAllAsync();

        Assert.DoesNotContain(Grafana.Annotations, one => one.Text.Contains("Database upgrade", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_that_brings_nothing_new_asks_for_nothing()
    {
        await ShowAllAsync();
        Time.Advance(TimeSpan.FromMinutes(1));

        await DeliverAsync(Live.Id);

        Assert.Empty(await DueAsync(Now));
    }

    private FoundAnnotation OfKind() => Assert.Single(Grafana.Annotations, one => one.Tags.Contains("incident-io-maintenance"));

    private async Task ShowAllAsync()
    {
        IncidentIo.Has(Live);
        await WebhookAsync(Live.Id);
        await DeliverAllAsync();
        Assert.Equal(2, Grafana.Annotations.Count);
        Time.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task DeliverAllAsync()
    {
        for (var round = 0; round < 4; round++)
        {
            foreach (var due in await DueAsync(Now))
            {
                await DeliverAsync(due.Subject);
            }
        }
    }
}
