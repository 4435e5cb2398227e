using System.Net;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Two Grafanas with their loops, of which one is away: the other hears of everything as if it were alone.</summary>
public sealed class GrafanasApartTests() : LoopFixture(("Reconciliation:MaxConcurrency", "1"))
{
    private const int Open = 30;

    private static readonly Incident Live = AnIncident.Live();

    public static TheoryData<string> Outages { get; } = ["hangs", "503", "401", "429", "held"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task New_incidents_arrive_without_waiting_for_the_other(string outage)
    {
        Break(outage);
        await StartBothAsync();

        await AnnounceAsync(Open);
        Signal.Wake();

        await ShownAsync(Open);
        Assert.Equal(Open, Grafana.Annotations.Count);
        Assert.Empty(Other.Annotations);
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_resolve_arrives_without_waiting_for_the_other(string outage)
    {
        await ShowAsync(Live);
        Break(outage);
        await StartBothAsync();

        await ChangeAsync(AnIncident.Resolved());

        await Eventually.IsTrueAsync(() => Grafana.Annotations[0].End == AnIncident.ResolvedAt, "it is resolved");
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Words_of_an_incident_that_turned_private_go_without_waiting_for_the_other(string outage)
    {
        await ShowAsync(Live);
        Break(outage);
        await StartBothAsync();

        await ChangeAsync(Live.Private());

        await Eventually.IsTrueAsync(
            () => !Grafana.Annotations[0].Text.Contains(Live.Name, StringComparison.Ordinal), "its words are gone");
        Assert.Contains(Live.Name, Other.Annotations[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_open_end_moves_without_waiting_for_the_other(string outage)
    {
        await ShowAsync(Live);
        var moves = (await WorkOnAsync(Live.Id))!.DueAt!.Value;
        Break(outage);
        await StartBothAsync();
        var before = Grafana.Annotations[0].End;

        Time.SetUtcNow(moves);

        await Eventually.IsTrueAsync(() => Grafana.Annotations[0].End > before, "the end has moved");
    }

    [Fact]
    public async Task While_it_is_left_alone_its_deliveries_stay_due_cost_no_attempt_and_write_no_line()
    {
        Break("held");
        await StartBothAsync();
        var incidents = await AnnounceAsync(3);
        Signal.Wake();
        await ShownAsync(3);

        Assert.Equal(3, (await DueAsync(Now, "other")).Count);
        foreach (var incident in incidents)
        {
            var delivery = await WorkOnAsync(incident.Id, "other");
            Assert.Equal((0, null, null, null), (delivery!.Attempts, delivery.LastFailure, delivery.ClaimedAt, delivery.LeaseUntil));
        }

        Assert.Empty(Other.Calls);
        Assert.DoesNotContain(Logs.GetSnapshot(), line => line.Message.Contains("Grafana other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivery_whose_requests_were_held_stays_due_costs_no_attempt_and_writes_no_line()
    {
        IncidentIo.Has(Live);
        await WebhookAsync(Live.Id);
        Grafana.HeldUntil = Now.AddHours(1);

        await DeliverAsync(Live.Id);

        var delivery = await WorkOnAsync(Live.Id);
        Assert.Equal((0, null, false, Now), (delivery!.Attempts, delivery.LastFailure, delivery.IsDeadLetter, delivery.DueAt));
        Assert.Empty(Logs.GetSnapshot());
    }

    [Fact]
    public async Task When_incident_io_has_too_much_to_do_a_delivery_waits_for_its_retry()
    {
        await WebhookAsync(Live.Id);
        IncidentIo.ThenFails(HttpStatusCode.TooManyRequests);

        await DeliverAsync(Live.Id);

        Assert.Equal(Now.AddSeconds(1), (await WorkOnAsync(Live.Id))!.DueAt);
    }

    private void Break(string outage)
    {
        switch (outage)
        {
            case "hangs":
                Other.Hangs();
                break;
            case "503":
                Other.Down = new UpstreamFailure(FailureReason.Server, "HTTP 503", TimeSpan.FromHours(1), OfUpstream: true);
                break;
            case "401":
                Other.Down = new UpstreamFailure(FailureReason.Auth, "HTTP 401", OfUpstream: true);
                break;
            case "429":
                Other.Down = new UpstreamFailure(FailureReason.RateLimited, "HTTP 429", TimeSpan.FromHours(1));
                break;
            default:
                Other.HeldUntil = Now.AddHours(1);
                break;
        }
    }

    private async Task ChangeAsync(Incident incident)
    {
        IncidentIo.Has(incident);
        await WebhookAsync(incident.Id);
        Signal.Wake();
    }
}
