using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Grafana;

public sealed class SeveralGrafanasTests
{
    [Theory]
    [InlineData("aaa")]
    [InlineData("zzz")]
    public async Task A_grafana_that_is_away_keeps_no_other_waiting(string nameOfTheOneAway)
    {
        using var away = new GrafanaMock();
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            new()
            {
                [$"Grafana:{nameOfTheOneAway}:Url"] = away.Url,
                [$"Grafana:{nameOfTheOneAway}:Token"] = "another-token",
            },
            services => services.AddClock(clock));
        bridge.Grafana.TakesCreates(id: 42);
        away.Answers(GrafanaMock.Finding(), Answer.Status(500));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        var createdAtOnce = bridge.Grafana.CreatedBodies.Count;
        away.TakesCreates(id: 7);
        await bridge.IsShownInTimeAsync(clock, IncidentPayload.SomeId);

        Assert.Equal(1, createdAtOnce);
        Assert.Equal("GET POST", bridge.Grafana.Sequence);
        Assert.Equal("GET GET POST", away.Sequence);
        Assert.Equal(bridge.Grafana.CreatedBodies[0], Assert.Single(away.CreatedBodies));
        Assert.Equal("Bearer another-token", Assert.Single(away.CallsWith("POST")[0].RequestMessage.Headers!["Authorization"]));
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
    }

    [Fact]
    public async Task A_grafana_that_refuses_for_good_does_not_stop_the_retries_of_one_that_is_away()
    {
        using var refusing = new GrafanaMock();
        await using var bridge = await BridgeInstance.StartAsync(new()
        {
            ["Grafana:aaa:Url"] = refusing.Url,
            ["Grafana:aaa:Token"] = "another-token",
        });
        refusing.Answers(GrafanaMock.Finding(), Answer.Status(400));
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Status(500));

        bridge.IncidentIo.Has(new IncidentPayload());
        await bridge.AnnounceAsync(IncidentPayload.SomeId);

        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter", "aaa");
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry", "main");
        Assert.Equal("client", bridge.WorkOn(IncidentPayload.SomeId, "aaa")!.Reason);
        Assert.Equal("server", bridge.WorkOn(IncidentPayload.SomeId, "main")!.Reason);
    }
}
