using System.Text.Json;
using Bridge.Kinds;
using Bridge.Kinds.Alerts;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertMappingTests
{
    private const string Least = """ "id":"01A","status":"firing","created_at":"2026-03-01T10:00:00Z" """;

    [Fact]
    public void A_firing_alert_has_no_end_even_if_it_carries_one()
    {
        var alert = With(""" "resolved_at":"2026-03-01T09:00:00Z" """);

        Assert.True(alert.IsFiring);
        Assert.Null(alert.ResolvedAt);
    }

    [Theory]
    [InlineData("\"resolved_at\":\"2026-03-01T10:30:00Z\",\"updated_at\":\"2026-03-01T11:00:00Z\"", "10:30")]
    [InlineData("\"updated_at\":\"2026-03-01T11:00:00Z\"", "11:00")]
    [InlineData("\"resolved_at\":\"2026-03-01T09:00:00Z\"", "10:00")]
    [InlineData("\"resolved_at\":17", "10:00")]
    public void A_resolved_alert_ends_when_it_was_resolved_or_last_changed_but_not_before_its_start(string times, string end)
    {
        var alert = Read($$"""{"id":"01A","status":"resolved","created_at":"2026-03-01T10:00:00Z",{{times}} }""")!;

        Assert.False(alert.IsFiring);
        Assert.Equal(end, $"{alert.ResolvedAt:HH:mm}");
    }

    [Theory]
    [InlineData("""{"label":"P1","literal":"x"}""", "P1")]
    [InlineData("""{"literal":"01ENTRY","catalog_entry":{"id":"01ENTRY","name":"P2"}}""", "P2")]
    [InlineData("""{"literal":"P3"}""", "P3")]
    [InlineData("""{"label":"  "}""", null)]
    [InlineData("7", null)]
    public void The_priority_is_the_label_of_an_attribute(string value, string? priority) =>
        Assert.Equal(priority, With($$""" "attributes":[{"attribute":{"name":"priority"},"value":{{value}} },{"attribute":7},7] """).Priority);

    [Fact]
    public void An_attribute_may_have_several_values()
    {
        var alert = With(""" "attributes":[{"attribute":{"name":"Team"},"array_value":[{"label":"Core"},{"label":"Payments"}]}] """);

        Assert.Equal(["Core", "Payments"], alert.ValuesOf("team"));
    }

    [Theory]
    [InlineData("[]", "alert")]
    [InlineData("""{"status":"firing","created_at":"2026-03-01T10:00:00Z"}""", "alert.id")]
    [InlineData("""{"id":"../x","status":"firing","created_at":"2026-03-01T10:00:00Z"}""", "alert.id")]
    [InlineData("""{"id":"01A","created_at":"2026-03-01T10:00:00Z"}""", "alert.status")]
    [InlineData("""{"id":"01A","status":"firing","created_at":"yesterday"}""", "alert.created_at")]
    public void Without_an_id_a_status_and_a_start_there_is_no_alert(string json, string path)
    {
        var (alert, faults) = AlertMapping.Read(JsonDocument.Parse(json).RootElement, "alert");

        Assert.Null(alert);
        Assert.Equal((path, true), (Assert.Single(faults).Path, faults[0].IsUnreadable));
    }

    [Fact]
    public void Its_words_are_not_in_what_is_printed_of_it()
    {
        var alert = With(""" "title":"hunter2","deduplication_key":"hunter2","attributes":[{"attribute":{"name":"hunter2"},"value":{"label":"hunter2"}}] """);

        Assert.DoesNotContain("hunter2", $"{alert} {alert.Attributes[0]} {AlertSpan.Of(alert)} {new AlertOrigin("hunter2", default)}", StringComparison.Ordinal);
    }

    private static Alert With(string members) => Read($"{{{Least},{members}}}")!;

    private static Alert? Read(string json) => AlertMapping.Read(JsonDocument.Parse(json).RootElement, "alert").Alert;
}
