using Bridge.Annotations;
using Bridge.Kinds.Alerts;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>An alert with a marker in everything that a source or a customer wrote. What the fake adds by itself says <c>hunter2</c>.</summary>
public sealed class AlertPrivacyTests : AlertsFixture
{
    private const string Marker = "Plant7ed";

    private static readonly Alert Marked = AnAlert.Resolved(1, 0, 30) with
    {
        Title = $"{Marker} title",
        Key = $"{Marker}-key",
        Attributes = [new AlertAttribute("Priority", ["P1"]), new AlertAttribute($"{Marker} team", [$"{Marker} label", $"{Marker} other"])],
    };

    public AlertPrivacyTests()
    {
        Api.Has(Marked);
        Api.Sources[0] = (AnAlert.Source, $"{Marker} source", true);
        Api.Attached.Add(("01ALERT1", AnIncident.Id, $"{Marker}-1"));
    }

    [Theory]
    [InlineData(nameof(Visibility.Private))]
    [InlineData(nameof(Visibility.Unknown))]
    public async Task Redacted_it_has_its_priority_and_its_times_and_no_word_of_its_own(string visibility)
    {
        var shown = Assert.Single(Decide(await ReadAsync() with { Visibility = Enum.Parse<Visibility>(visibility) }));

        AssertNothing(shown, Marker);
        Assert.StartsWith("<b>Private alert</b><br>P1 · <a href=", shown.Text, StringComparison.Ordinal);
        Assert.Equal(["incident-io-alert", "status:resolved", "priority:p1", "route:default", "x-alert:01ALERT1"], shown.Tags);
        Assert.Equal((AnAlert.At, AnAlert.At.AddMinutes(30)), (shown.Start, shown.End));
    }

    [Theory]
    [InlineData(nameof(Visibility.Private))]
    [InlineData(nameof(Visibility.Unknown))]
    public async Task Omitted_there_is_nothing(string visibility) =>
        Assert.Empty(Decide(await ReadAsync() with { Visibility = Enum.Parse<Visibility>(visibility) }, annotations: new AnnotationOptions { Private = PrivateMode.Omit }));

    [Fact]
    public async Task In_full_it_has_its_title_and_its_source_and_never_the_rest()
    {
        var shown = Assert.Single(Decide(await ReadAsync(), annotations: new AnnotationOptions { Private = PrivateMode.Full }));

        Assert.StartsWith($"<b>Alert:</b> {Marker} title<br>P1 · {Marker} source · <a href=", shown.Text, StringComparison.Ordinal);
        Assert.Contains($"ref:{Marker}-1", shown.Tags, StringComparer.OrdinalIgnoreCase);
        Assert.All((string[])["team", "label", "other", "-key", "hunter2"], word => AssertNothing(shown, word));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task About_a_private_incident_or_one_that_cannot_be_seen_it_is_private(bool isVisible)
    {
        var alert = await ReadAsync() with { Visibility = Visibility.Public };

        Assert.False(alert.IsPrivate);
        var incident = isVisible ? AnIncident.Live().Private() : null;
        var attached = alert with { Parents = [new Related(AnIncident.Live().Id, incident)] };

        Assert.True(attached.IsPrivate);
        AssertNothing(Assert.Single(Decide(attached)), Marker);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_a_source_that_says_that_it_is_public_makes_an_alert_so(bool? isPrivate)
    {
        Api.Sources[0] = (AnAlert.Source, "Prometheus", isPrivate);

        Assert.Equal(isPrivate == false, (await FoundAsync()).Visibility == Visibility.Public);
    }

    [Fact]
    public async Task Why_it_is_not_shown_has_none_of_its_words()
    {
        AlertOptions[] all =
        [
            Options with { Show = ShownAlerts.None },
            Options with { Sources = ["x"] },
            Options with { Priorities = ["x"] },
            Options with { Attributes = [new AlertAttribute("x", ["x"])] },
            Options with { MinDuration = TimeSpan.FromHours(1) },
        ];
        foreach (var options in all)
        {
            Options = options;
            Assert.DoesNotContain(Marker, (await FoundAsync()).WhyNotShown!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failure_has_none_of_its_words()
    {
        Api.Edit = json => json["created_at"] = Marker;

        Assert.DoesNotContain(Marker, (await FailedAsync()).ToString(), StringComparison.Ordinal);
    }

    /// <summary>With the incident that it is attached to, which is public.</summary>
    private async Task<Happening> ReadAsync()
    {
        var alert = await FoundAsync();
        Assert.Equal(Visibility.Private, alert.Visibility);
        return alert with { Parents = [new Related(AnIncident.Live().Id, AnIncident.Live())] };
    }

    private static void AssertNothing(DesiredAnnotation shown, string word) =>
        Assert.DoesNotContain(word, $"{shown.Text} {string.Join(' ', shown.Tags)}", StringComparison.OrdinalIgnoreCase);
}
