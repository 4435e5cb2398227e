using System.Text;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class What_Grafana_shows_is_the_latest_state
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 9, 58, 30, TimeSpan.Zero);

    private static readonly IncidentPayload Open = new();

    private static readonly IncidentPayload Resolved = Open with
    {
        Category = "learning",
        Status = "Documenting",
        Timestamps = new() { ["Reported at"] = Start, ["Resolved at"] = Start.AddMinutes(30) },
    };

    [Fact]
    public async Task An_open_incident_ends_where_it_starts()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();

        await bridge.BecomesAsync(Open);

        var shown = Assert.Single(annotations.All);
        Assert.Equal(Start.ToUnixTimeMilliseconds(), shown.Time);
        Assert.Equal(shown.Time, shown.TimeEnd);
        Assert.Contains("status:open", shown.Tags);
    }

    [Fact]
    public async Task A_resolved_incident_ends_at_its_own_end_not_when_the_webhook_came()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Open);

        await bridge.BecomesAsync(Resolved);

        var shown = Assert.Single(annotations.All);
        Assert.Equal(Start.ToUnixTimeMilliseconds(), shown.Time);
        Assert.Equal(Start.AddMinutes(30).ToUnixTimeMilliseconds(), shown.TimeEnd);
        Assert.Contains("status:resolved", shown.Tags);
    }

    [Fact]
    public async Task A_reopened_incident_is_one_annotation_and_open_again()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Resolved);
        var before = annotations.All[0];

        await bridge.BecomesAsync(Resolved with { Category = "live", Status = "Investigating" });

        var shown = Assert.Single(annotations.All);
        Assert.NotEqual(before.Id, shown.Id);
        Assert.Equal(shown.Time, shown.TimeEnd);
        Assert.Contains("status:open", shown.Tags);
        Assert.DoesNotContain("status:resolved", shown.Tags);
    }

    [Fact]
    public async Task A_renamed_incident_is_the_same_annotation_with_its_new_name()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Open);
        var before = annotations.All[0];

        await bridge.BecomesAsync(Open with { Name = "Our database is happy" });

        var shown = Assert.Single(annotations.All);
        Assert.Equal(before.Id, shown.Id);
        Assert.Contains("Our database is happy", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_whose_start_was_corrected_moves()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Resolved);

        await bridge.BecomesAsync(Resolved with
        {
            Timestamps = new() { ["Impact started at"] = Start.AddHours(-2), ["Reported at"] = Start, ["Resolved at"] = Start.AddHours(-1) },
        });

        var shown = Assert.Single(annotations.All);
        Assert.Equal(Start.AddHours(-2).ToUnixTimeMilliseconds(), shown.Time);
        Assert.Equal(Start.AddHours(-1).ToUnixTimeMilliseconds(), shown.TimeEnd);
    }

    [Fact]
    public async Task Events_that_come_late_with_old_words_in_them_change_nothing()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Resolved);

        foreach (var (eventType, payload) in new[]
        {
            ("public_incident.incident_created_v2", Open.ToPayloadJson()),
            ("public_incident.incident_status_updated_v2", $$"""{"incident":{{Open.ToPayloadJson()}},"new_status":{},"previous_status":{} }"""),
            ("public_incident.incident_updated_v2", (Open with { Name = "Old name" }).ToPayloadJson()),
        })
        {
            var webhook = new TestWebhook { Body = Encoding.UTF8.GetBytes($$"""{ "event_type":"{{eventType}}", "{{eventType}}":{{payload}} }""") };
            using var answer = await bridge.Webhooks.SendAsync(webhook.ToRequest(), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
            await bridge.HasEndedAsync(Open.Id, "succeeded");
        }

        Assert.Equal("GET POST", bridge.Grafana.Sequence);
        Assert.Contains("status:resolved", Assert.Single(annotations.All).Tags);
        Assert.True(bridge.IncidentIo.FetchesOf(Open.Id) > 1);
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("canceled")]
    [InlineData("merged")]
    public async Task An_incident_that_is_none_is_taken_away_and_comes_back_with_it(string category)
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Open);

        await bridge.BecomesAsync(Open with { Category = category });
        var without = annotations.All.Count;
        await bridge.BecomesAsync(Open);

        Assert.Equal(0, without);
        Assert.Single(annotations.All);
    }

    [Fact]
    public async Task A_paused_incident_stays_as_it_was()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Resolved);
        var before = annotations.All[0];

        await bridge.BecomesAsync(Resolved with { Category = "paused" });

        var shown = Assert.Single(annotations.All);
        Assert.Equal((before.Id, before.Time, before.TimeEnd), (shown.Id, shown.Time, shown.TimeEnd));
        Assert.Contains("status:resolved", shown.Tags);
    }

    [Theory]
    [InlineData("live", "test")]
    [InlineData("live", "tutorial")]
    [InlineData("triage", "standard")]
    public async Task What_is_not_to_be_annotated_writes_nothing_to_grafana_and_is_searched_once(string category, string mode)
    {
        await using var bridge = await StartAsync();

        bridge.Grafana.FindsNothing();

        await bridge.BecomesAsync(Open with { Category = category, Mode = mode });
        await bridge.BecomesAsync(Open with { Category = category, Mode = mode, Name = "Another name" });

        Assert.Equal("GET", bridge.Grafana.Sequence);
    }

    private static Task<BridgeInstance> StartAsync() =>
        BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
}
