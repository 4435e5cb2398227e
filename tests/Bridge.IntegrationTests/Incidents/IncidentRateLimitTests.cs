using System.Globalization;
using System.Net.Http.Headers;
using Bridge.Incidents;
using Bridge.IntegrationTests.Hosting;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Incidents;

public sealed class IncidentRateLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_in_seconds_is_honoured_without_asking_again()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));

        var item = await RefuseAsync(bridge, new RetryConditionHeaderValue(TimeSpan.FromSeconds(90)));

        Assert.Equal(("retry", "rate_limited"), (item.Outcome, item.Reason));
        Assert.Equal(90, (item.DueAt!.Value - clock.GetUtcNow()).TotalSeconds, precision: 1);
        Assert.Equal(1, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Fact]
    public async Task A_limit_with_a_date_is_honoured()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));

        var item = await RefuseAsync(bridge, new RetryConditionHeaderValue(clock.GetUtcNow().AddMinutes(10)));

        // The header has whole seconds.
        Assert.InRange(item.DueAt!.Value - clock.GetUtcNow(), TimeSpan.FromSeconds(599 - 1), TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task A_limit_of_days_is_cut_to_an_hour()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));

        var item = await RefuseAsync(bridge, new RetryConditionHeaderValue(TimeSpan.FromDays(2)));

        Assert.Equal(60, (item.DueAt!.Value - clock.GetUtcNow()).TotalMinutes, precision: 1);
    }

    [Fact]
    public async Task Webhooks_do_not_shorten_the_wait()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        var before = await RefuseAsync(bridge, new RetryConditionHeaderValue(TimeSpan.FromSeconds(90)));

        clock.Advance(TimeSpan.FromSeconds(30));
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.StopAsync();

        Assert.Equal(before.DueAt, bridge.WorkOn(IncidentPayload.SomeId)!.DueAt);
        Assert.Equal(1, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Fact]
    public async Task When_the_limit_is_over_the_incident_is_annotated()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        await RefuseAsync(bridge, new RetryConditionHeaderValue(TimeSpan.FromSeconds(90)));
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    [Fact]
    public async Task When_incident_io_says_that_little_is_left_the_bridge_waits_without_being_refused()
    {
        using var incidentIo = new IncidentIoMock();
        var clock = TestClock.Create();
        await using var services = BridgeHost.BuildClients(builder =>
        {
            builder.Services.AddClock(clock);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["IncidentIo:ApiUrl"] = incidentIo.Url,
                ["IncidentIo:ApiKey"] = "key",
                ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
                ["Grafana:main:Url"] = "http://127.0.0.1:9",
                ["Grafana:main:Token"] = "token",
            });
        });
        incidentIo.Answers(
            IncidentIoMock.FetchOf(IncidentPayload.SomeId),
            Answer.Json(new IncidentPayload().ToJson())
                .WithHeader("X-RateLimit-Limit", "60, 60;window=60")
                .WithHeader("X-RateLimit-Remaining", "0")
                .WithHeader("X-RateLimit-Reset", clock.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        var client = services.GetRequiredService<IncidentClient>();
        var id = SubjectId.Parse(IncidentPayload.SomeId);
        await client.GetAsync(id, Cancellation);

        var second = client.GetAsync(id, Cancellation);

        // What had been sent would have arrived before this.
        using var other = new HttpClient();
        await other.GetAsync(new Uri($"{incidentIo.Url}/v1/identity"), Cancellation);
        Assert.Equal(1, incidentIo.FetchesOf(IncidentPayload.SomeId));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<SubjectResult.Found>(await second);
        Assert.Equal(2, incidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    private static async Task<WorkItem> RefuseAsync(BridgeInstance bridge, RetryConditionHeaderValue retryAfter)
    {
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.TooMany(retryAfter));
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        return bridge.WorkOn(IncidentPayload.SomeId)!;
    }
}
