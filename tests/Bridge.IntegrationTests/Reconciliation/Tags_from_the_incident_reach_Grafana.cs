using Bridge.IntegrationTests.Hosting;
using Bridge.IntegrationTests.Privacy;

namespace Bridge.IntegrationTests.Reconciliation;

/// <summary>What Grafana was sent of tags whose values come from incidents.</summary>
public sealed class Tags_from_the_incident_reach_Grafana
{
    private static readonly IncidentPayload Incident = new() { CustomField = "Checkout", Type = "Production" };

    [Fact]
    public async Task As_the_settings_name_them()
    {
        await using var bridge = await StartAsync(("service", "field:Affected service"), ("type", "type"), ("ref", "reference"));
        var annotations = bridge.Grafana.Remembers();

        await bridge.BecomesAsync(Incident);

        Assert.Equal(
            ["incident-io", "severity:major", "status:open", "ref:INC-123", "service:checkout", "type:production", "route:default", $"x-incident:{Incident.Id}"],
            Assert.Single(annotations.All).Tags);
    }

    [Fact]
    public async Task Another_value_is_another_annotation_and_the_old_one_goes()
    {
        await using var bridge = await StartAsync(("service", "field:Affected service"));
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Incident);
        var before = annotations.All[0];

        await bridge.BecomesAsync(Incident with { CustomField = "Search" });

        var after = Assert.Single(annotations.All);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Contains("service:search", after.Tags);
        Assert.Equal("POST POST DELETE", Writes(bridge));
    }

    [Fact]
    public async Task Another_setting_tags_what_is_open_anew()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Incident);
        await bridge.StopAsync();
        bridge.Set("Annotations:TagsFrom:service", "field:Affected service");
        await bridge.StartAgainAsync();

        await bridge.BecomesAsync(Incident);

        Assert.Contains("service:checkout", Assert.Single(annotations.All).Tags);
        Assert.Equal("POST POST DELETE", Writes(bridge));
    }

    /// <summary>The words go first, whatever comes after.</summary>
    [Fact]
    public async Task Not_any_more_once_the_incident_turns_private()
    {
        var marker = Words.NewMarker();
        await using var bridge = await StartAsync(("service", "field:Affected service"), ("each", "each field:Affected service"), ("type", "type"), ("ref", "reference"));
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(marker);
        await bridge.BecomesAsync(incident with { Visibility = "public" });
        Assert.Equal(3, annotations.All[0].Tags.Count(tag => tag.Contains(marker, StringComparison.Ordinal)));

        await bridge.BecomesAsync(incident);

        var left = Assert.Single(annotations.All);
        Assert.Equal(["incident-io", "severity:major", "status:open", "route:default", $"x-incident:{incident.Id}"], left.Tags);
        Assert.DoesNotContain(marker, left.ToString(), StringComparison.Ordinal);
        Assert.Equal("POST DELETE POST", Writes(bridge));
    }

    [Fact]
    public async Task Not_any_more_once_incident_io_does_not_show_it()
    {
        var marker = Words.NewMarker();
        await using var bridge = await StartAsync(("service", "always field:Affected service"), ("type", "always type"));
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(marker);
        await bridge.BecomesAsync(incident with { Visibility = "public" });
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(incident.Id), Answer.Status(404));

        await bridge.AnnounceAsync(incident.Id);
        await bridge.HasEndedAsync(incident.Id, "dead_letter");

        Assert.DoesNotContain(marker, string.Join(' ', Assert.Single(annotations.All).Tags), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redact")]
    [InlineData("omit")]
    public async Task Of_a_private_incident_they_tell_no_word_anywhere(string mode)
    {
        var marker = Words.NewMarker();
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(new(collector.Settings.Concat(Trail.LogEverything))
        {
            ["Annotations:Private"] = mode,
            ["Annotations:TagsFrom:service"] = "field:Affected service",
            ["Annotations:TagsFrom:type"] = "each type",
            ["Annotations:TagsFrom:mode"] = "always mode",
            ["Routes:0:Name"] = "ops",
            ["Routes:0:TagsFrom:every"] = "each field:Affected service",
            ["Reconciliation:MinInterval"] = "00:00:00",
        });
        var annotations = bridge.Grafana.Remembers();
        var incident = Words.PrivateWith(marker);

        await bridge.BecomesAsync(new IncidentPayload("public") { CustomField = "Checkout" });
        await Words.SendWithWordsAsync(bridge, incident);
        await bridge.HasEndedAsync(incident.Id, "succeeded");

        Assert.Equal(mode == "redact" ? 2 : 1, annotations.All.Count);
        Assert.Contains("every:checkout", annotations.All[0].Tags);
        Assert.All(annotations.All, annotation => Assert.Contains("mode:standard", annotation.Tags));
        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Empty(trail.PlacesOf(marker));
    }

    private static string Writes(BridgeInstance bridge) => string.Join(' ', bridge.Grafana.Sequence.Split(' ').Where(method => method != "GET"));

    private static Task<BridgeInstance> StartAsync(params (string Key, string Source)[] tags) => BridgeInstance.StartAsync(
        new(tags.Select(tag => KeyValuePair.Create($"Annotations:TagsFrom:{tag.Key}", (string?)tag.Source)))
        {
            ["Reconciliation:MinInterval"] = "00:00:00",
        });
}
