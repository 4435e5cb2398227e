using Bridge.Incidents;

namespace Bridge.UnitTests.Incidents;

public sealed class IncidentMappingTests
{
    private static readonly IncidentJson Json = new(
        Id: "01ABC",
        Reference: "INC-7",
        Name: "Checkout is slow",
        Summary: "Payments time out.",
        Permalink: "https://app.incident.io/acme/incidents/7",
        Mode: "standard",
        Visibility: "public",
        IncidentStatus: new StatusJson("Investigating", "live"),
        Severity: new SeverityJson("Major", 1),
        IncidentType: new IncidentTypeJson("Production"),
        CustomFieldEntries: [],
        IncidentTimestampValues: [],
        CreatedAt: AnIncident.DeclaredAt,
        UpdatedAt: AnIncident.UpdatedAt);

    [Fact]
    public void Every_member_that_is_shown_is_taken_over()
    {
        var incident = Map(Json);

        Assert.Equal("01ABC", incident.Id.Value);
        Assert.Equal(("INC-7", "Checkout is slow", "Investigating", "Major"), (incident.Reference, incident.Name, incident.StatusName, incident.Severity?.Name));
        Assert.Equal(("Payments time out.", 1, "Production"), (incident.Summary, incident.Severity?.Rank, incident.Type));
        Assert.Equal((IncidentMode.Standard, StatusCategory.Live, false), (incident.Mode, incident.Category, incident.IsPrivate));
        Assert.Equal((AnIncident.DeclaredAt, AnIncident.UpdatedAt), (incident.CreatedAt, incident.UpdatedAt));
        Assert.Equal("https://app.incident.io/acme/incidents/7", incident.Permalink?.AbsoluteUri);
    }

    [Fact]
    public void Without_a_usable_id_a_status_or_a_time_of_creation_there_is_no_incident()
    {
        Assert.False(IncidentMapping.TryMap(Json with { Id = null }, out _));
        Assert.False(IncidentMapping.TryMap(Json with { Id = "../x" }, out _));
        Assert.False(IncidentMapping.TryMap(Json with { IncidentStatus = null }, out _));
        Assert.False(IncidentMapping.TryMap(Json with { CreatedAt = null }, out _));
    }

    [Fact]
    public void Whatever_else_is_missing_has_a_substitute()
    {
        var bare = Map(new IncidentJson(
            "01ABC", null, null, null, null, null, null, new StatusJson(null, null), null, null, null, null, AnIncident.DeclaredAt, null));

        Assert.Equal(("01ABC", "", "", null), (bare.Reference, bare.Name, bare.StatusName, bare.Severity));
        Assert.Equal(("", null), (bare.Summary, bare.Type));
        Assert.Empty(bare.CustomFields);
        Assert.Equal((IncidentMode.Unknown, StatusCategory.Unknown, true), (bare.Mode, bare.Category, bare.IsPrivate));
        Assert.Equal(AnIncident.DeclaredAt, bare.UpdatedAt);
        Assert.Null(bare.Permalink);
        Assert.Empty(bare.Timestamps);
    }

    [Fact]
    public void A_custom_field_has_the_words_that_its_values_are_shown_by()
    {
        var incident = Map(Json with
        {
            CustomFieldEntries =
            [
                Entry("Team", Nothing with { ValueCatalogEntry = new CatalogEntryJson("Payments"), ValueText = "not this" }),
                Entry("Region", Nothing with { ValueOption = new OptionJson("eu-west") }, Nothing with { ValueOption = new OptionJson("us-east") }),
                Entry("Cause", Nothing with { ValueText = " A deploy. " }),
                Entry("Ticket", Nothing with { ValueLink = "https://tracker.example/1" }),
                Entry("Customers", Nothing with { ValueNumeric = "12.5" }),
                Entry("Unset"),
                Entry("Blank", Nothing with { ValueText = " " }, null),
                new CustomFieldEntryJson(null, [Nothing with { ValueText = "of no field" }]),
            ],
        });

        Assert.Equal(
            ["Team=Payments", "Region=eu-west,us-east", "Cause=A deploy.", "Ticket=https://tracker.example/1", "Customers=12.5"],
            incident.CustomFields.Select(field => $"{field.Name}={string.Join(',', field.Values)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_counts_as_missing(string blank)
    {
        var incident = Map(Json with { Reference = blank, Severity = new SeverityJson(blank, 1) });

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
        Assert.Equal(isPrivate, Map(Json with { Visibility = visibility }).IsPrivate);
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
        Assert.Equal(category, Map(Json with { IncidentStatus = new StatusJson("x", text) }).Category.ToString());
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
        Assert.Equal(mode, Map(Json with { Mode = text }).Mode.ToString());
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
        Assert.Equal(kept, Map(Json with { Permalink = permalink }).Permalink is not null);
    }

    [Fact]
    public void Timestamps_that_are_not_set_are_left_out()
    {
        var time = AnIncident.DeclaredAt;
        var incident = Map(Json with
        {
            IncidentTimestampValues =
            [
                new(new TimestampJson("Reported at"), new TimestampInstantJson(time)),
                new(new TimestampJson("Resolved at"), new TimestampInstantJson(null)),
                new(new TimestampJson("Closed at"), null),
                new(new TimestampJson(null), new TimestampInstantJson(time)),
                new(null, new TimestampInstantJson(time)),
                null!,
            ],
        });

        Assert.Equal([new IncidentTimestamp("Reported at", time)], incident.Timestamps);
    }

    private static Incident Map(IncidentJson json)
    {
        Assert.True(IncidentMapping.TryMap(json, out var incident));
        return incident!;
    }

    private static readonly CustomFieldValueJson Nothing = new(null, null, null, null, null);

    private static CustomFieldEntryJson Entry(string name, params CustomFieldValueJson?[] values) =>
        new(new CustomFieldJson($"id of {name}", name), values!);
}
