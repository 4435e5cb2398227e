using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Incidents;

public sealed class IncidentMappingTests
{
    private const string Whole = """
        {
          "id": "01ABC",
          "reference": "INC-7",
          "name": "Checkout is slow",
          "summary": "Payments time out.",
          "permalink": "https://app.incident.io/acme/incidents/7",
          "mode": "standard",
          "visibility": "public",
          "incident_status": {"name": "Investigating", "category": "live"},
          "severity": {"name": "Major", "rank": 1},
          "incident_type": {"name": "Production"},
          "custom_field_entries": [],
          "incident_timestamp_values": [],
          "created_at": "2026-03-01T10:00:00Z",
          "updated_at": "2026-03-01T13:00:00Z"
        }
        """;

    [Fact]
    public void Every_member_that_is_shown_is_taken_over()
    {
        var incident = Map();

        Assert.Equal("01ABC", incident.Id.Value);
        Assert.Equal(("INC-7", "Checkout is slow", "Investigating", "Major"), (incident.Reference, incident.Name, incident.StatusName, incident.Severity?.Name));
        Assert.Equal(("Payments time out.", 1, "Production"), (incident.Summary, incident.Severity?.Rank, incident.Type));
        Assert.Equal((IncidentMode.Standard, StatusCategory.Live, false), (incident.Mode, incident.Category, incident.IsPrivate));
        Assert.Equal((AnIncident.DeclaredAt, AnIncident.UpdatedAt), (incident.CreatedAt, incident.UpdatedAt));
        Assert.Equal("https://app.incident.io/acme/incidents/7", incident.Permalink?.AbsoluteUri);
    }

    [Theory]
    [InlineData("id", "null", "incident.id")]
    [InlineData("id", "\"../x\"", "incident.id")]
    [InlineData("id", "7", "incident.id")]
    [InlineData("incident_status", "null", "incident.incident_status.category")]
    [InlineData("incident_status", "\"live\"", "incident.incident_status.category")]
    [InlineData("incident_status", "{\"category\":7}", "incident.incident_status.category")]
    public void Without_a_usable_id_and_a_status_category_there_is_no_incident(string member, string value, string lacking)
    {
        var reading = Read(json => json[member] = JsonNode.Parse(value));

        Assert.Null(reading.Incident);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal((lacking, true, member == "id" ? null : "01ABC"), (fault.Path, fault.IsUnreadable, fault.Subject?.Value));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"01ABC\"")]
    [InlineData("[]")]
    public void What_is_no_object_is_no_incident(string json)
    {
        var reading = IncidentMapping.Read(JsonSerializer.SerializeToElement(JsonNode.Parse(json)), "incidents[]");

        Assert.Equal([new ReadingFault(null, "incidents[]", IsUnreadable: true)], reading.Faults);
    }

    [Fact]
    public void The_earliest_timestamp_stands_in_for_the_time_of_creation_and_then_the_last_update()
    {
        var reported = Map(json => (json["created_at"], json["incident_timestamp_values"]) =
            ("", new JsonArray(Timestamp("Fixed at", "2026-03-01T12:00:00Z"), Timestamp("Reported at", "2026-03-01T09:00:00Z"))));
        var updated = Map(json => json.Remove("created_at"));
        var neither = Read(json => (json["created_at"], json["updated_at"]) = ("", null));

        Assert.Equal((AnIncident.DeclaredAt.AddHours(-1), AnIncident.UpdatedAt), (reported.CreatedAt, updated.CreatedAt));
        Assert.Null(neither.Incident);
        Assert.Equal("incident.created_at", Assert.Single(neither.Faults).Path);
    }

    [Fact]
    public void Whatever_else_is_missing_has_a_substitute()
    {
        var bare = Map(json =>
        {
            json.Clear();
            (json["id"], json["incident_status"], json["created_at"]) = ("01ABC", new JsonObject { ["category"] = "" }, "2026-03-01T10:00:00Z");
        });

        Assert.Equal(("01ABC", "", "", null), (bare.Reference, bare.Name, bare.StatusName, bare.Severity));
        Assert.Equal(("", null), (bare.Summary, bare.Type));
        Assert.Empty(bare.CustomFields);
        Assert.Equal((IncidentMode.Unknown, StatusCategory.Unknown, true), (bare.Mode, bare.Category, bare.IsPrivate));
        Assert.Equal(AnIncident.DeclaredAt, bare.UpdatedAt);
        Assert.Null(bare.Permalink);
        Assert.Empty(bare.Timestamps);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("1999-12-31T23:59:59Z", false)]
    [InlineData("2000-01-01T00:00:00+01:00", false)]
    [InlineData("2000-01-01T00:00:00Z", true)]
    [InlineData("2199-12-31T23:59:59Z", true)]
    [InlineData("2200-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    public void A_time_that_no_incident_can_have_is_not_set(string time, bool isSet)
    {
        var incident = Map(json => (json["updated_at"], json["incident_timestamp_values"]) = (time, new JsonArray(Timestamp("Reported at", time))));

        Assert.Equal((isSet, isSet ? 1 : 0), (incident.UpdatedAt != incident.CreatedAt, incident.Timestamps.Count));
    }

    [Fact]
    public void A_custom_field_has_the_words_that_its_values_are_shown_by()
    {
        var incident = Map(json => json["custom_field_entries"] = JsonNode.Parse("""
            [
              {"custom_field": {"id": "1", "name": "Team"}, "values": [{"value_catalog_entry": {"name": "Payments"}, "value_text": "not this"}]},
              {"custom_field": {"id": "2", "name": "Region"}, "values": [{"value_option": {"value": "eu-west"}}, {"value_option": {"value": "us-east"}}]},
              {"custom_field": {"id": "3", "name": "Cause"}, "values": [{"value_text": " A deploy. "}]},
              {"custom_field": {"id": "4", "name": "Ticket"}, "values": [{"value_link": "https://tracker.example/1"}]},
              {"custom_field": {"id": "5", "name": "Customers"}, "values": [{"value_numeric": "12.5"}]},
              {"custom_field": {"id": "6", "name": "Unset"}, "values": []},
              {"custom_field": {"id": "7", "name": "Blank"}, "values": [{"value_text": " "}, null]},
              {"custom_field": null, "values": [{"value_text": "of no field"}]}
            ]
            """));

        Assert.Equal(
            ["Team=Payments", "Region=eu-west,us-east", "Cause=A deploy.", "Ticket=https://tracker.example/1", "Customers=12.5"],
            incident.CustomFields.Select(field => $"{field.Name}={string.Join(',', field.Values)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_counts_as_missing(string blank)
    {
        var incident = Map(json => (json["reference"], json["severity"]!["name"]) = (blank, blank));

        Assert.Equal("01ABC", incident.Reference);
        Assert.Null(incident.Severity);
    }

    [Theory]
    [InlineData("public", false)]
    [InlineData("private", true)]
    [InlineData("Public", true)]
    [InlineData("public ", true)]
    [InlineData("team", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void What_is_not_plainly_public_is_private(string? visibility, bool isPrivate)
    {
        Assert.Equal(isPrivate, Map(json => json["visibility"] = visibility).IsPrivate);
    }

    [Theory]
    [InlineData("triage", nameof(StatusCategory.Triage))]
    [InlineData("declined", nameof(StatusCategory.Declined))]
    [InlineData("merged", nameof(StatusCategory.Merged))]
    [InlineData("canceled", nameof(StatusCategory.Canceled))]
    [InlineData("live", nameof(StatusCategory.Live))]
    [InlineData("learning", nameof(StatusCategory.Learning))]
    [InlineData("closed", nameof(StatusCategory.Closed))]
    [InlineData("paused", nameof(StatusCategory.Paused))]
    [InlineData("cancelled", nameof(StatusCategory.Unknown))]
    [InlineData("active", nameof(StatusCategory.Unknown))]
    [InlineData("4", nameof(StatusCategory.Unknown))]
    [InlineData("live,closed", nameof(StatusCategory.Unknown))]
    [InlineData("", nameof(StatusCategory.Unknown))]
    public void A_category_is_known_or_unknown_and_never_a_failure(string text, string category)
    {
        Assert.Equal(category, Map(json => json["incident_status"]!["category"] = text).Category.ToString());
    }

    [Theory]
    [InlineData("standard", nameof(IncidentMode.Standard))]
    [InlineData("retrospective", nameof(IncidentMode.Retrospective))]
    [InlineData("test", nameof(IncidentMode.Test))]
    [InlineData("tutorial", nameof(IncidentMode.Tutorial))]
    [InlineData("drill", nameof(IncidentMode.Unknown))]
    [InlineData("0", nameof(IncidentMode.Unknown))]
    public void A_mode_is_known_or_unknown_and_never_a_failure(string text, string mode)
    {
        Assert.Equal(mode, Map(json => json["mode"] = text).Mode.ToString());
    }

    [Theory]
    [InlineData("https://app.incident.io/x", true)]
    [InlineData("http://localhost/x", true)]
    [InlineData("HTTPS://APP.INCIDENT.IO/x", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData(" javascript:alert(1)", false)]
    [InlineData("JavaScript://app.incident.io/%0aalert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("ftp://app.incident.io/x", false)]
    [InlineData("//app.incident.io/x", false)]
    [InlineData("/incidents/7", false)]
    [InlineData("", false)]
    public void Only_a_web_address_becomes_a_link(string permalink, bool kept)
    {
        Assert.Equal(kept, Map(json => json["permalink"] = permalink).Permalink is not null);
    }

    [Fact]
    public void Timestamps_that_are_not_set_are_left_out()
    {
        var incident = Map(json => json["incident_timestamp_values"] = JsonNode.Parse("""
            [
              {"incident_timestamp": {"name": "Reported at"}, "value": {"value": "2026-03-01T10:00:00Z"}},
              {"incident_timestamp": {"name": "Resolved at"}, "value": {"value": null}},
              {"incident_timestamp": {"name": "Closed at"}, "value": null},
              {"incident_timestamp": {"name": null}, "value": {"value": "2026-03-01T10:00:00Z"}},
              {"incident_timestamp": null, "value": {"value": "2026-03-01T10:00:00Z"}},
              null
            ]
            """));

        Assert.Equal([new IncidentTimestamp("Reported at", AnIncident.DeclaredAt)], incident.Timestamps);
    }

    /// <summary>Each member that an incident can do without, as something that it is not.</summary>
    [Theory]
    [InlineData("reference", "7", "incident.reference")]
    [InlineData("name", "{}", "incident.name")]
    [InlineData("name", "\"half \\ud83d\"", "incident.name")]
    [InlineData("summary", "true", "incident.summary")]
    [InlineData("permalink", "[\"https://app.incident.io/7\"]", "incident.permalink")]
    [InlineData("mode", "1", "incident.mode")]
    [InlineData("visibility", "[\"public\"]", "incident.visibility")]
    [InlineData("incident_status", "{\"category\":\"live\",\"name\":7}", "incident.incident_status.name")]
    [InlineData("severity", "\"Major\"", "incident.severity")]
    [InlineData("severity", "{\"name\":\"Major\",\"rank\":\"two\"}", "incident.severity.rank")]
    [InlineData("severity", "{\"name\":\"Major\",\"rank\":1.5}", "incident.severity.rank")]
    [InlineData("severity", "{\"name\":7}", "incident.severity.name")]
    [InlineData("incident_type", "3", "incident.incident_type")]
    [InlineData("custom_field_entries", "{}", "incident.custom_field_entries")]
    [InlineData("custom_field_entries", "[7]", "incident.custom_field_entries[]")]
    [InlineData("custom_field_entries", "[{\"custom_field\":{\"id\":\"1\",\"name\":\"n\"},\"values\":[{\"value_numeric\":12.5}]}]", "incident.custom_field_entries[].values[].value_numeric")]
    [InlineData("incident_timestamp_values", "\"none\"", "incident.incident_timestamp_values")]
    [InlineData("incident_timestamp_values", "[{\"incident_timestamp\":{\"name\":\"n\"},\"value\":\"now\"}]", "incident.incident_timestamp_values[].value")]
    [InlineData("created_at", "\"\"", "incident.created_at")]
    [InlineData("created_at", "1767225600", "incident.created_at")]
    [InlineData("updated_at", "\"yesterday\"", "incident.updated_at")]
    public void A_member_of_another_type_is_not_set_and_told_by_its_path(string member, string value, string path)
    {
        // A tree of nodes cannot hold half a character.
        var text = Changed(json => json[member] = "@").ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);

        var reading = IncidentMapping.Read(document.RootElement, "incident");

        Assert.Equal([new ReadingFault(SubjectId.Parse("01ABC"), path, IsUnreadable: false)], reading.Faults);
        Assert.Equal(member is "visibility", reading.Incident!.IsPrivate);
        Assert.Equal(("01ABC", StatusCategory.Live), (reading.Incident.Id.Value, reading.Incident.Category));
        Assert.Equal(member == "name" ? "" : "Checkout is slow", reading.Incident.Name);
        Assert.Equal(member == "severity" ? null : 1, reading.Incident.Severity?.Rank);
    }

    [Fact]
    public void Nothing_is_said_of_an_incident_that_is_as_it_should_be()
    {
        Assert.Empty(Read(_ => { }).Faults);
        Assert.Empty(Read(json => (json["severity"], json["summary"]) = (null, null)).Faults);
    }

    private static Incident Map(Action<JsonObject>? change = null) => Assert.IsType<Incident>(Read(change ?? (_ => { })).Incident);

    private static IncidentReading Read(Action<JsonObject> change) =>
        IncidentMapping.Read(JsonSerializer.SerializeToElement(Changed(change)), "incident");

    private static JsonObject Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Whole)!.AsObject();
        change(json);
        return json;
    }

    private static JsonObject Timestamp(string name, string time) => new()
    {
        ["incident_timestamp"] = new JsonObject { ["name"] = name },
        ["value"] = new JsonObject { ["value"] = time },
    };
}
