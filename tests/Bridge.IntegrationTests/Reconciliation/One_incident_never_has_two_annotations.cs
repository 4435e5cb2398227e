using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class One_incident_never_has_two_annotations
{
    [Fact]
    public async Task Not_under_a_hundred_copies_of_one_webhook()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload());
        var annotations = bridge.Grafana.Remembers();
        var webhook = TestWebhook.About(IncidentPayload.SomeId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            bridge.Webhooks.SendAsync(webhook.ToRequest(), TestContext.Current.CancellationToken)));
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Single(annotations.All);
        Assert.Equal("GET POST", bridge.Grafana.Sequence);
        Assert.Equal(1, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Fact]
    public async Task Not_under_a_hundred_webhooks_at_once()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.IncidentIo.Has(new IncidentPayload());
        var annotations = bridge.Grafana.Remembers();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => bridge.AnnounceAsync(IncidentPayload.SomeId)));
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Single(annotations.All);
        Assert.Equal("GET POST", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task Not_when_the_answer_to_a_create_is_lost()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        var annotations = bridge.Grafana.Remembers();
        annotations.LosesTheNextCreate(effect: true);

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Single(annotations.All);
        Assert.Single(bridge.Grafana.CreatedBodies);
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
    }

    [Fact]
    public async Task Not_when_a_create_arrives_after_it_was_given_up()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        var annotations = bridge.Grafana.Remembers();
        annotations.LosesTheNextCreate(effect: false);

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
        annotations.Add(bridge.Grafana.CreatedBodies[0]);
        var twoForNow = annotations.All.Count;
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Equal(2, twoForNow);
        Assert.Single(annotations.All);
        Assert.Null(bridge.WorkOn(IncidentPayload.SomeId)!.DueAt);
    }

    [Fact]
    public async Task Not_by_a_crash_between_a_create_and_the_note_of_its_id()
    {
        using var folder = new TemporaryFolder();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload());
        var annotations = bridge.Grafana.Remembers();
        var gate = bridge.Grafana.Hold("POST");

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");
        var image = folder.CopyOfDatabase(bridge.DatabasePath);
        gate.Open();
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");
        await bridge.StopAsync();
        bridge.Set("Storage:Path", image);
        await bridge.StartAgainAsync();
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Single(annotations.All);
        Assert.Equal("GET POST GET GET", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task Not_after_the_database_is_lost()
    {
        using var folder = new TemporaryFolder();
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(new IncidentPayload());
        var before = annotations.All;

        await bridge.StopAsync();
        bridge.Set("Storage:Path", folder.File("new.db"));
        await bridge.StartAgainAsync();
        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" });

        var kept = Assert.Single(annotations.All);
        Assert.Equal(before[0].Id, kept.Id);
        Assert.Contains("Another name", kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_by_events_after_a_restart()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(new IncidentPayload());

        await bridge.StopAsync();
        await bridge.StartAgainAsync();
        await bridge.BecomesAsync(new IncidentPayload { Category = "closed" });

        Assert.Contains("status:resolved", Assert.Single(annotations.All).Tags);
        Assert.Equal("GET POST GET POST DELETE", bridge.Grafana.Sequence);
    }
}
