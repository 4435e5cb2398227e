using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What of the lists of incident.io is news, and for which Grafana.</summary>
public sealed class ResyncNewsTests : ReconciliationFixture
{
    private static readonly Incident Live = AnIncident.Live();

    /// <summary>The resync before this one came to just before the incident's change.</summary>
    private static readonly DateTimeOffset Before = Live.UpdatedAt.AddMinutes(-1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_open_and_not_shown_is_made_due_however_long_ago_it_changed(bool isFirst)
    {
        var old = Numbered(2, Live) with { UpdatedAt = Now.AddDays(-90) };
        IncidentIo.ThenLists(next: null, Numbered(3, old)).ThenLists(next: null, old);

        await ResyncAsync(isFirst ? null : Before);

        Assert.Equal(old.Id, Assert.Single(await DueAsync(Now)).Subject);
    }

    [Fact]
    public async Task Only_the_grafana_that_does_not_show_it_is_told()
    {
        IncidentIo.Has(Live);
        await DeliverAsync(Live.Id);
        IncidentIo.ThenLists(next: null, Live);

        await ResyncAsync(Before);

        Assert.Empty(await DueAsync(Now));
        Assert.Equal(Live.Id, Assert.Single(await DueAsync(Now, "other")).Subject);
    }

    [Fact]
    public async Task What_waits_for_its_webhook_or_for_its_retry_is_left_alone()
    {
        await WebhookAsync(Live.Id);
        IncidentIo.Has(Numbered(2, Live));
        Grafana.Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
        Other.Then(InMemoryGrafana.Failure);
        await ReconcileAsync(Numbered(2, Live).Id);
        IncidentIo.ThenLists(next: null, Live, Numbered(2, Live));

        await ResyncAsync(Before);

        Assert.Empty(Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)));
    }

    [Fact]
    public async Task What_is_shown_as_open_and_stands_on_no_list_is_read_by_itself_and_hidden_if_it_is_not_visible()
    {
        await ShowAsync(Live);
        IncidentIo.Hides(Live.Id);

        await ResyncAsync(Now.AddMinutes(-1));
        await DeliverDueAsync();

        Assert.Equal(["Resync listed 0 incidents; 2 deliveries were made due."], Lines(EventIds.ResyncDone, LogLevel.Debug));
        Assert.All([Grafana, Other], grafana => Assert.DoesNotContain("Checkout", Assert.Single(grafana.Annotations).Text, StringComparison.Ordinal));
        await ResyncAsync(Now.AddMinutes(-1));
        Assert.Empty(await DueAsync(Now));
    }

    [Fact]
    public async Task What_is_shown_as_open_and_stands_on_the_list_of_what_is_open_is_not_read()
    {
        await ShowAsync(Live);
        IncidentIo.ThenLists(next: null).ThenLists(next: null, Live);

        await ResyncAsync(Now);

        Assert.Empty(await DueAsync(Now));
    }

    [Fact]
    public async Task A_page_from_before_an_incident_was_hidden_shows_its_words_nowhere()
    {
        await ShowAsync(Live);
        IncidentIo.ThenLists(next: null, Live with { UpdatedAt = Live.UpdatedAt.AddMinutes(10) });
        IncidentIo.OnCall = async (_, _) =>
        {
            IncidentIo.OnCall = (_, _) => Task.CompletedTask;
            Time.Advance(TimeSpan.FromSeconds(1));
            IncidentIo.Hides(Live.Id);
            await ReconcileAsync(Live.Id);
            Time.Advance(TimeSpan.FromSeconds(1));
        };

        await ResyncAsync(Before);
        await DeliverDueAsync();

        Assert.All([Grafana, Other], grafana => Assert.DoesNotContain("Checkout", Assert.Single(grafana.Annotations).Text, StringComparison.Ordinal));
    }
}
