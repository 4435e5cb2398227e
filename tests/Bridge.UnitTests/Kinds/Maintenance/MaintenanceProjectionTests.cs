using System.Text.Json;
using Bridge.Annotations;
using Bridge.Kinds.Maintenance;
using Bridge.Subjects;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Maintenance;

/// <summary>What Grafana shows of a window.</summary>
public sealed class MaintenanceProjectionTests
{
    private static readonly DateTimeOffset Before = AWindow.From.AddHours(-1);

    [Fact]
    public void A_window_is_a_region_from_start_to_end_before_it_begins()
    {
        var desired = Assert.Single(Decide(AWindow.Planned, Before));

        Assert.Equal((AnnotationPart.Region, AnnotationStatus.Open), (desired.Part, desired.Status));
        Assert.Equal((AWindow.From, AWindow.To), (desired.Start, desired.End));
        Assert.Equal("<b>Maintenance:</b> Move the database", desired.Text);
        Assert.Equal(["incident-io-maintenance", "status:open", "route:default", "x-maintenance:01WINDOW"], desired.Tags);
        Assert.Null(desired.MovesAt);
    }

    [Fact]
    public void When_it_is_over_its_status_changes()
    {
        var desired = Assert.Single(Decide(AWindow.Planned, AWindow.To));

        Assert.Equal(AnnotationStatus.Resolved, desired.Status);
        Assert.Equal(["incident-io-maintenance", "status:resolved", "route:default", "x-maintenance:01WINDOW"], desired.Tags);
    }

    /// <summary>Hours from its start, of two.</summary>
    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void One_that_was_archived_is_drawn_as_far_as_it_was(int archivedAfter, int? hours)
    {
        var desired = Decide(AWindow.Planned with { ArchivedAt = AWindow.From.AddHours(archivedAfter) }, AWindow.From.AddHours(4)).SingleOrDefault();

        Assert.Equal(hours, (desired?.End - desired?.Start)?.TotalHours);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public void One_that_ends_before_it_begins_is_not_drawn(int minutes) =>
        Assert.Empty(Decide(AWindow.Planned with { EndAt = AWindow.From.AddMinutes(minutes) }, Before));

    [Fact]
    public void Nothing_is_drawn_of_a_kind_that_is_not_asked_for() =>
        Assert.Empty(Decide(AWindow.Planned, Before, ("MaintenanceWindows:Show", "none")));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void One_that_ended_longer_ago_than_annotations_are_kept_is_not_drawn(int minutes, bool isDrawn) => Assert.Equal(
        isDrawn,
        Decide(AWindow.Planned, AWindow.To.AddDays(30).AddMinutes(minutes), ("MaintenanceWindows:Show", "all"), ("Annotations:KeepFor", "30d")).Count == 1);

    [Fact]
    public void Tags_of_settings_and_of_the_route_are_on_it_too() => Assert.Equal(
        ["incident-io-maintenance", "status:open", "env:prod", "crew:a", "route:ops", "x-maintenance:01WINDOW"],
        Assert.Single(Decide(
            AWindow.Planned, Before, ("MaintenanceWindows:Show", "all"), ("Annotations:Tags:0", "env:prod"), ("Routes:0:Name", "ops"), ("Routes:0:Tags:0", "crew:a"))).Tags);

    [Fact]
    public void What_a_person_typed_is_text_on_one_line() => Assert.Equal(
        "<b>Maintenance:</b> &lt;b&gt;Move&lt;/b&gt; it",
        Assert.Single(Decide(AWindow.Planned with { Name = " <b>Move</b>\nit " }, Before)).Text);

    [Fact]
    public void Without_a_name_the_kind_is_told() => Assert.Equal("<b>Maintenance</b>", Assert.Single(Decide(AWindow.Planned with { Name = "" }, Before)).Text);

    [Theory]
    [InlineData(PrivateMode.Redact, "<b>Private maintenance</b>")]
    [InlineData(PrivateMode.Full, "<b>Maintenance:</b> Move the database")]
    [InlineData(PrivateMode.Omit, null)]
    internal void One_that_is_private_is_shown_as_the_route_wants(PrivateMode mode, string? text)
    {
        var window = Read(AWindow.Planned, Before) with { Visibility = Visibility.Unknown };

        var desired = Decide(window, Before, ("MaintenanceWindows:Show", "all"), ("Annotations:Private", mode.ToString())).SingleOrDefault();

        Assert.Equal(text, desired?.Text);
        Assert.DoesNotContain(desired?.Tags ?? [], tag => tag.Contains("database", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lead", false)]
    [InlineData("name", true)]
    public void No_word_of_a_person_is_shown(string marked, bool isShown)
    {
        var desired = Assert.Single(Decide(AWindow.Planned with { Name = marked == "name" ? "Zebra crossing" : "Move" }, Before, ("MaintenanceWindows:Show", "all"), ("Annotations:Private", "full")));

        Assert.Equal(isShown, $"{desired.Text} {string.Join(' ', desired.Tags)}".Contains("Zebra", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("quagga", $"{desired.Text} {string.Join(' ', desired.Tags)}", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Its_end_is_when_it_changes_by_itself(int hours)
    {
        var now = AWindow.From.AddHours(hours);

        Assert.Equal(now < AWindow.To ? AWindow.To : null, Projection().ReviewAt(Read(AWindow.Planned, now), now));
    }

    [Theory]
    [InlineData("Kind", "maintenance", null)]
    [InlineData("Kind", "Maintenance", null)]
    [InlineData("Kind:0", "maintenance", null)]
    [InlineData("Kind", "incident", "its kind is not incident")]
    [InlineData("Visibility", "public", null)]
    [InlineData("Visibility", "private", "it is not private")]
    [InlineData("Severity", "Critical", "it has no severity, as incidents have")]
    [InlineData("MinimumSeverity", "Critical", "it has no severity, as incidents have")]
    [InlineData("Type", "Security", "it has no type, as incidents have")]
    [InlineData("Mode", "standard", "it has no mode, as incidents have")]
    public void A_route_takes_what_meets_its_conditions(string condition, string value, string? whyNot)
    {
        var settings = TestSettings.Read(("Routes:0:Name", "ops"), ($"Routes:0:Match:{condition}", value));

        Assert.Equal(whyNot, Projection().WhyNot(Read(AWindow.Planned, Before), Assert.Single(settings.Routes), []));
    }

    [Fact]
    public void A_kind_that_is_none_is_a_fault() =>
        Assert.StartsWith("Routes:0:Match:Kind", Assert.Single(TestSettings.Faults(("Routes:0:Name", "ops"), ("Routes:0:Match:Kind", "outage"))).Setting, StringComparison.Ordinal);

    private static IReadOnlyList<DesiredAnnotation> Decide(AWindow window, DateTimeOffset now, params (string, string?)[] changes) =>
        Decide(Read(window, now), now, changes);

    private static IReadOnlyList<DesiredAnnotation> Decide(Happening window, DateTimeOffset now, params (string, string?)[] changes)
    {
        var settings = TestSettings.Read(changes.Length > 0 ? changes : [("MaintenanceWindows:Show", "all")]);
        return Projection(changes).Decide(window, settings.Routes[0], ShownState.Nothing, now, dashboard: null);
    }

    private static MaintenanceProjection Projection(params (string, string?)[] changes)
    {
        var settings = TestSettings.Read(changes.Length > 0 ? changes : [("MaintenanceWindows:Show", "all")]);
        return new MaintenanceProjection(settings.Kinds.OfType<MaintenanceOptions>().Single(), () => settings.Annotations);
    }

    private static Happening Read(AWindow window, DateTimeOffset now) =>
        MaintenanceMapping.Read(JsonDocument.Parse(window.Json().ToJsonString()).RootElement, "maintenance_windows[]", now).Window!;
}
