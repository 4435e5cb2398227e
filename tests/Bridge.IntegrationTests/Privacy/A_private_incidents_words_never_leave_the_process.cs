using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Privacy;

public sealed class A_private_incidents_words_never_leave_the_process
{
    private readonly string _marker = Words.NewMarker();

    private IncidentPayload Private => Words.PrivateWith(_marker);

    [Theory]
    [InlineData("redact")]
    [InlineData("omit")]
    public async Task Not_to_any_place_that_the_bridge_writes_to(string mode)
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, mode);
        bridge.Grafana.Remembers();
        var incident = Private;

        // Something for Grafana's log to hold in both modes.
        await bridge.BecomesAsync(new IncidentPayload("public"));
        await Words.SendWithWordsAsync(bridge, incident);
        await bridge.HasEndedAsync(incident.Id, "succeeded");

        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Empty(trail.PlacesOf(_marker));
        Assert.Superset(new HashSet<string> { "logs", "traces", "database", "incident.io" }, trail.PlacesOf(incident.Id).ToHashSet());
    }

    [Fact]
    public async Task Only_to_grafana_when_the_operator_asked_for_it()
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, "full");
        var annotations = bridge.Grafana.Remembers();
        var incident = Private;

        await Words.SendWithWordsAsync(bridge, incident);
        await bridge.HasEndedAsync(incident.Id, "succeeded");

        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Equal(["grafana"], trail.PlacesOf(_marker));
        Assert.Contains($"Name {_marker}", Assert.Single(annotations.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_when_grafana_and_incident_io_repeat_them_in_their_errors()
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, "redact");
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Json($$"""{"message":"cannot save {{_marker}}"}""", 400));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf("broken"), Answer.Json($$"""{"incident":{"name":"{{_marker}}","id":7} }"""));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf("refused"), Answer.Json($$"""{"errors":[{"message":"{{_marker}}"}]}""", 422));

        await bridge.BecomesAsync(Private, "dead_letter");
        await bridge.AnnounceAsync("broken");
        await bridge.AnnounceAsync("refused");
        await bridge.HasEndedAsync("broken", "retry");
        await bridge.HasEndedAsync("refused", "dead_letter");

        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Empty(trail.PlacesOf(_marker));
    }

    [Theory]
    [InlineData("redact", 1)]
    [InlineData("omit", 0)]
    public async Task Not_any_more_once_a_public_incident_turned_private(string mode, int annotationsLeft)
    {
        using var collector = new TraceCollector();
        await using var bridge = await StartAsync(collector, mode);
        var annotations = bridge.Grafana.Remembers();
        var incident = Private;
        await bridge.BecomesAsync(incident with { Visibility = "public" });
        var whilePublic = annotations.All;

        await bridge.BecomesAsync(incident);

        Assert.Contains(_marker, Assert.Single(whilePublic).Text, StringComparison.Ordinal);
        Assert.Equal(annotationsLeft, annotations.All.Count);
        Assert.DoesNotContain(annotations.All, annotation => annotation.ToString().Contains(_marker, StringComparison.Ordinal));
        Assert.All(annotations.All, annotation => Assert.Equal(whilePublic[0].Id, annotation.Id));
        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Equal(["grafana"], trail.PlacesOf(_marker));
    }

    [Fact]
    public async Task Not_when_incident_io_does_not_say_whether_it_is_private()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();

        await bridge.BecomesAsync(Private with { Visibility = "internal" });

        Assert.DoesNotContain(_marker, Assert.Single(annotations.All).Text, StringComparison.Ordinal);
    }

    private static Task<BridgeInstance> StartAsync(TraceCollector collector, string mode) => BridgeInstance.StartAsync(
        new(collector.Settings.Concat(Trail.LogEverything))
        {
            ["Annotations:Private"] = mode,
            ["Reconciliation:MinInterval"] = "00:00:00",
        });
}
