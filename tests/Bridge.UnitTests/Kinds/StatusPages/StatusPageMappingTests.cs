using System.Text.Json;
using Bridge.Kinds.StatusPages;
using Bridge.Subjects;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Kinds.StatusPages;

public sealed class StatusPageMappingTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_component_that_was_hit_is_one_region_with_all_that_it_went_through()
    {
        var (incident, faults) = Read("""
            {"id":"I","name":" Slow checkout ","status_page_id":"P","incident_status":"monitoring","published_at":"2026-11-02T01:00:00Z","unheard_of":{},
             "component_impacts":[
               {"component_id":"A","component_status":"full_outage","start_at":"2026-11-02T02:00:00Z","end_at":"2026-11-02T03:00:00Z"},
               {"component_id":"B","component_status":"partial_outage","start_at":"2026-11-02T02:00:00Z"},
               {"component_id":"A","component_status":"degraded_performance","start_at":"2026-11-02T01:00:00Z","end_at":"2026-11-02T02:00:00Z"}],
             "updates":[{"message":"MARK","published_at":"2026-11-02T04:00:00Z"}]}
            """);

        Assert.Empty(faults);
        Assert.Equal("P", incident!.Page);
        var (api, web) = (incident.Impacts[0], incident.Impacts[1]);
        Assert.Equal(["status-page:I--A", "status-page:I--B"], incident.Impacts.Select(impact => impact.Id.ToString()));
        Assert.Equal((Day.AddHours(1), (DateTimeOffset?)Day.AddHours(3), true, "Slow checkout", Visibility.Public), (api.Start, api.End, api.IsOver, api.Title, api.Visibility));
        Assert.Equal((Day.AddHours(2), (DateTimeOffset?)null, false), (web.Start, web.End, web.IsOver));
        Assert.Equal(
            [
                new Fact("impact", "Degraded performance, full outage", Sensitivity.Public),
                new Fact("component", "A", Sensitivity.Public) { IsTag = true, IsText = false },
                new Fact("page", "P", Sensitivity.Public) { IsTag = true, IsText = false },
            ],
            api.Facts);
        Assert.DoesNotContain("MARK", JsonSerializer.Serialize(incident.Impacts.Select(impact => (impact.Title, impact.Facts))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resolved", "", "", 4)]
    [InlineData("resolved", ""","end_at":"2026-11-02T03:00:00Z" """, "", 3)]
    [InlineData("resolved", "", """,{"published_at":"2026-11-02T05:00:00Z"}""", 5)]
    [InlineData("monitoring", "", "", null)]
    [InlineData("unheard_of", "", "", null)]
    public void A_missing_end_is_the_last_update_of_an_incident_that_is_over(string status, string end, string update, int? hour)
    {
        var (incident, _) = Read($$"""
            {"id":"I","name":"x","status_page_id":"P","incident_status":"{{status}}","published_at":"2026-11-02T01:00:00Z",
             "component_impacts":[{"component_id":"A","component_status":"full_outage","start_at":"2026-11-02T02:00:00Z"{{end}}}],
             "updates":[{"published_at":"2026-11-02T04:00:00Z"}{{update}}]}
            """);

        var impact = Assert.Single(incident!.Impacts);
        Assert.Equal((hour is { } at ? Day.AddHours(at) : (DateTimeOffset?)null, hour is not null), (impact.End, impact.IsOver));
    }

    [Fact]
    public void An_end_that_lies_ahead_is_not_over()
    {
        var (incident, _) = Read("""
            {"id":"I","status_page_id":"P","component_impacts":[{"component_id":"A","start_at":"2026-11-02T02:00:00Z","end_at":"2026-11-03T03:00:00Z"}]}
            """);

        var impact = Assert.Single(incident!.Impacts);
        Assert.Equal((false, (DateTimeOffset?)Day.AddHours(27), "", ""), (impact.IsOver, impact.End, impact.Title, impact.Facts[0].Text));
    }

    [Theory]
    [InlineData("null", "status_page_incident")]
    [InlineData("[]", "status_page_incident")]
    [InlineData("""{"status_page_id":"P"}""", "status_page_incident.id")]
    [InlineData("""{"id":"a/b","status_page_id":"P"}""", "status_page_incident.id")]
    [InlineData("""{"id":"I"}""", "status_page_incident.status_page_id")]
    public void An_incident_without_its_ids_is_passed_over(string json, string path)
    {
        var (incident, faults) = Read(json);

        Assert.Null(incident);
        Assert.Equal((path, true), (Assert.Single(faults).Path, faults[0].IsUnreadable));
    }

    [Theory]
    [InlineData("""{"start_at":"2026-11-02T02:00:00Z"}""", "component_id", true)]
    [InlineData("""{"component_id":"a b","start_at":"2026-11-02T02:00:00Z"}""", "component_id", true)]
    [InlineData("""{"component_id":"B"}""", "start_at", true)]
    [InlineData("""{"component_id":"B","component_status":"operational","start_at":"2026-11-02T02:00:00Z"}""", null, true)]
    public void An_impact_that_cannot_be_read_keeps_no_other_from_being_shown(string impact, string? member, bool isUnreadable)
    {
        var (incident, faults) = Read($$"""
            {"id":"I","status_page_id":"P","component_impacts":[{{impact}},{"component_id":"A","start_at":"2026-11-02T02:00:00Z"}]}
            """);

        Assert.Equal("status-page:I--A", Assert.Single(incident!.Impacts).Id.ToString());
        Assert.Equal(
            member is null ? [] : [($"status_page_incident.component_impacts[].{member}", isUnreadable)], faults.Select(fault => (fault.Path, fault.IsUnreadable)));
    }

    [Theory]
    [InlineData("\"name\":7", "name")]
    [InlineData("\"incident_status\":{}", "incident_status")]
    [InlineData("\"component_impacts\":7", "component_impacts")]
    [InlineData("\"component_impacts\":[7]", "component_impacts[]")]
    public void Members_of_another_type_count_as_not_set(string member, string path)
    {
        var (incident, faults) = Read($$"""{"id":"I","status_page_id":"P",{{member}}}""");

        Assert.NotNull(incident);
        Assert.Equal(($"status_page_incident.{path}", false), (Assert.Single(faults).Path, faults[0].IsUnreadable));
    }

    [Fact]
    public void In_whichever_order_and_however_often_impacts_come_the_regions_are_the_same_and_none_ends_before_it_starts()
    {
        var impact = Gen.Select(
            Gen.OneOf("A", "B"), Gen.OneOf("full_outage", "partial_outage"), Gen.Int[0, 5], Gen.Int[0, 3],
            (component, status, start, length) => $$"""
                {"component_id":"{{component}}","component_status":"{{status}}","start_at":"{{Day.AddHours(start):yyyy-MM-ddTHH:mm:ssZ}}"{{(length == 0 ? "" : $",\"end_at\":\"{Day.AddHours(start + length):yyyy-MM-ddTHH:mm:ssZ}\"")}}}
                """);

        Gen.Select(impact.Array[0, 6], Gen.OneOf("resolved", "monitoring"), Gen.Int).Sample((impacts, status, seed) =>
        {
            string[] twice = [.. impacts, .. impacts];
            new Random(seed).Shuffle(twice);
            var (one, other) = (Impacts(impacts), Impacts(twice));

            Assert.Equal(one.Select(Times).Order(), other.Select(Times).Order());
            Assert.All(one, region => Assert.False(region.End < region.Start));
            Assert.Distinct(one.Select(region => region.Id));

            IReadOnlyList<Happening> Impacts(string[] all) => Read($$"""
                {"id":"I","status_page_id":"P","incident_status":"{{status}}","published_at":"2026-11-02T03:00:00Z","component_impacts":[{{string.Join(',', all)}}]}
                """).Incident!.Impacts;
        });
    }

    private static string Times(Happening impact) => $"{impact.Id} {impact.Start:O} {impact.End:O} {impact.IsOver}";

    private static (StatusPageIncident? Incident, IReadOnlyList<ReadingFault> Faults) Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return StatusPageMapping.Read(document.RootElement, "status_page_incident", Day.AddHours(12));
    }
}
