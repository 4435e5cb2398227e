using System.Net;
using Bridge.Kinds.Alerts;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertSourceTests : AlertsFixture
{
    [Fact]
    public async Task An_alert_that_matches_is_shown_with_what_is_known_of_it()
    {
        Api.Has(AnAlert.Resolved(1, 0, 30));

        var alert = await FoundAsync();

        Assert.Null(alert.WhyNotShown);
        Assert.Equal(("Disk is full", "resolved", true, Visibility.Public), (alert.Title, alert.State, alert.IsOver, alert.Visibility));
        Assert.Equal((AnAlert.At, AnAlert.At.AddMinutes(30)), (alert.Start, alert.End));
        Assert.Equal("https://app.incident.io/acme/on-call/alerts/01ALERT1/details", alert.Link?.AbsoluteUri);
        Assert.Equal(["priority: P1", "source: Prometheus"], alert.Facts.Select(fact => $"{fact.Key}: {fact.Text}"));
    }

    [Fact]
    public async Task What_the_settings_leave_out_costs_one_request()
    {
        Options = Options with { Priorities = ["P0"] };
        Api.Has(AnAlert.Firing(1), AnAlert.Firing(2));
        await GetAsync(1);
        Api.Calls.Clear();

        var alert = await FoundAsync(2);

        Assert.Equal("its priority is not among Alerts:Priorities", alert.WhyNotShown);
        Assert.Equal(["get 01ALERT2"], Api.Calls);
    }

    [Fact]
    public async Task What_is_shown_costs_three_requests_at_most()
    {
        Api.Has(AnAlert.Firing(1), AnAlert.Firing(2) with { Key = "another" });
        await GetAsync(1);
        Api.Calls.Clear();

        await GetAsync(2);

        Assert.Equal(
            [
                "get 01ALERT2",
                "list after= status= key=another source=01SOURCE1 created=2026-02-28 updated= held=false",
                "attached alert=01ALERT2 incident=",
            ],
            Api.Calls);
    }

    [Fact]
    public async Task With_none_nothing_is_shown_and_nothing_else_asked()
    {
        Options = Options with { Show = ShownAlerts.None };
        Api.Has(AnAlert.Firing());

        Assert.NotNull((await FoundAsync()).WhyNotShown);
        Assert.Equal(["get 01ALERT1"], Api.Calls);
    }

    [Fact]
    public async Task One_that_fires_too_short_yet_is_read_again_when_it_is_old_enough()
    {
        Time.SetUtcNow(Time.GetUtcNow().AddMinutes(1));
        Api.Has(AnAlert.Firing(1, minutes: 60));

        var young = await FoundAsync();
        Time.Advance(TimeSpan.FromMinutes(1));
        var old = await FoundAsync();

        Assert.NotNull(young.WhyNotShown);
        Assert.Equal(AnAlert.At.AddMinutes(62), young.ReadAgainAt);
        Assert.Equal((null, null), (old.WhyNotShown, old.ReadAgainAt));
    }

    [Fact]
    public async Task A_firing_soon_after_a_resolve_is_not_shown_and_has_the_first_looked_at()
    {
        Api.Has(AnAlert.Resolved(1, 0, 10), AnAlert.Resolved(2, 12, 20), AnAlert.Firing(3, 24));

        var third = await FoundAsync(3);
        var first = await FoundAsync(1);

        Assert.NotNull(third.WhyNotShown);
        Assert.Equal([AnAlert.IdOf(1)], third.Leads);
        Assert.Equal((AnAlert.At, AnAlert.At.AddMinutes(24), "firing", false), (first.Start, first.End, first.State, first.IsOver));
        Assert.Empty(first.Leads);
    }

    [Fact]
    public async Task What_does_not_match_by_itself_prolongs_nothing()
    {
        Options = Options with { Priorities = ["P1"] };
        Api.Has(
            AnAlert.Resolved(1, 0, 10),
            AnAlert.Resolved(2, 11, 12),
            AnAlert.Resolved(3, 14, 20) with { Attributes = [] },
            AnAlert.Resolved(4, 14, 20) with { Source = "01OTHER" },
            AnAlert.Resolved(5, 14, 20) with { Key = "another" });

        Assert.Equal(AnAlert.At.AddMinutes(10), (await FoundAsync(1)).End);
    }

    [Fact]
    public async Task The_firings_of_a_check_are_read_from_all_pages()
    {
        Api.PageSize = 2;
        Api.Has(Enumerable.Range(0, 7).Select(number => AnAlert.Resolved(number, number * 5, (number * 5) + 3)));

        Assert.Equal(AnAlert.At.AddMinutes(33), (await FoundAsync(0)).End);
    }

    [Fact]
    public async Task Without_a_key_it_is_for_itself()
    {
        Api.Has(AnAlert.Resolved(1, 0, 10) with { Key = null }, AnAlert.Resolved(2, 11, 20) with { Key = null });

        Assert.Null((await FoundAsync(2)).WhyNotShown);
        Assert.DoesNotContain(Api.Calls, call => call.StartsWith("list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_maintenance_window_holds_is_not_shown()
    {
        Api.Has(AnAlert.Firing());
        Api.Held.Add("01ALERT1");

        Assert.Equal("a maintenance window holds it", (await FoundAsync()).WhyNotShown);
    }

    [Fact]
    public async Task Beyond_what_a_day_may_have_nothing_new_is_shown()
    {
        Options = Options with { MaxPerDay = 1 };
        Api.Has(AnAlert.Firing(1), AnAlert.Firing(2) with { Key = "another" });
        Ledger.Begun[AnAlert.IdOf(1)] = AnAlert.At;

        Assert.Null((await FoundAsync(1)).WhyNotShown);
        Assert.NotNull((await FoundAsync(2)).WhyNotShown);
        Assert.Equal("1", await OverCapAsync());
    }

    [Fact]
    public async Task It_belongs_to_the_incidents_that_it_is_attached_to()
    {
        Api.Has(AnAlert.Firing());
        Api.Attached.AddRange([("01ALERT1", "01INC1", "INC-1"), ("01ALERT1", "01INC2", "INC-2"), ("01ALERT2", "01INC3", "INC-3")]);

        var alert = await FoundAsync();

        Assert.Equal(["01INC1", "01INC2"], alert.BelongsTo.Select(incident => incident.Value));
        Assert.Equal("INC-1", Assert.Single(alert.Facts, fact => fact.Key == "ref").Text);
    }

    [Fact]
    public async Task Attached_to_an_incident_that_cannot_be_read_it_is_private()
    {
        Api.Has(AnAlert.Firing());
        Api.Attached.Add(("01ALERT1", "../x", "INC-1"));

        Assert.Equal(Visibility.Private, (await FoundAsync()).Visibility);
    }

    [Fact]
    public async Task With_attached_it_costs_two_requests_and_meets_no_other_setting()
    {
        Options = Options with { Show = ShownAlerts.Attached, MinDuration = TimeSpan.FromDays(1), MaxPerDay = 1 };
        Api.Has(AnAlert.Firing(1), AnAlert.Resolved(2, 0, 1));
        Api.Attached.Add(("01ALERT2", "01INC1", "INC-1"));
        await GetAsync(1);
        Api.Calls.Clear();

        var alert = await FoundAsync(2);

        Assert.Null(alert.WhyNotShown);
        Assert.Equal("01INC1", Assert.Single(alert.BelongsTo).Value);
        Assert.Equal(["get 01ALERT2", "attached alert=01ALERT2 incident="], Api.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, nameof(FailureReason.NotFound), false)]
    [InlineData(HttpStatusCode.Gone, nameof(FailureReason.NotFound), false)]
    [InlineData(HttpStatusCode.Forbidden, nameof(FailureReason.Auth), true)]
    [InlineData(HttpStatusCode.InternalServerError, nameof(FailureReason.Server), false)]
    public async Task What_cannot_be_read_is_told_apart(HttpStatusCode status, string reason, bool isForbidden)
    {
        Api.Failures["get"] = status;

        var failed = Assert.IsType<SubjectResult.Failed>(await GetAsync());

        Assert.Equal((reason, isForbidden), (failed.Failure.Reason.ToString(), failed.IsForbidden));
    }

    /// <summary>A right that is taken from the key must not hide what is shown.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "auth", "HTTP 403; the key may not read alerts: it needs a role with alerts.view")]
    [InlineData(HttpStatusCode.BadGateway, "server", "HTTP 502")]
    public async Task A_403_speaks_of_the_key_if_no_alert_can_be_listed(HttpStatusCode ofList, string reason, string detail)
    {
        Api.Failures["get"] = HttpStatusCode.Forbidden;
        Api.Failures["list"] = ofList;

        var failed = Assert.IsType<SubjectResult.Failed>(await GetAsync());

        Assert.Equal((reason, detail, false), (Labels.Of(failed.Failure.Reason), failed.Failure.Detail, failed.IsForbidden));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("attached")]
    [InlineData("sources")]
    public async Task While_a_part_cannot_be_read_nothing_is_said_of_it(string part)
    {
        Api.Has(AnAlert.Firing());
        Api.Failures[part] = HttpStatusCode.BadGateway;

        Assert.Equal(FailureReason.Server, (await FailedAsync()).Reason);
    }

    [Fact]
    public async Task An_answer_about_another_alert_counts_as_none()
    {
        Api.Has(AnAlert.Firing());
        Api.Edit = json => json["id"] = "01OTHER";

        Assert.Equal(FailureReason.NotFound, (await FailedAsync()).Reason);
    }

    [Fact]
    public async Task An_answer_without_an_alert_names_the_member()
    {
        Api.Has(AnAlert.Firing());
        Api.Edit = json => json.Remove("status");

        var failure = await FailedAsync();

        Assert.Equal(FailureReason.InvalidAnswer, failure.Reason);
        Assert.Contains("alert.status", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_incident_io_does_not_say_where_its_pages_are_there_is_no_link()
    {
        Identity = """{"identity":{"name":"bridge","roles":[],"dashboard_url":"javascript:alert(1)"}}""";
        Api.Has(AnAlert.Firing());

        Assert.Null((await FoundAsync()).Link);
    }

    [Fact]
    public async Task The_alerts_of_an_incident_are_those_that_are_attached_to_it()
    {
        Api.PageSize = 1;
        Api.Attached.AddRange([("01ALERT1", "01INC1", "INC-1"), ("01ALERT2", "01INC1", "INC-1"), ("01ALERT3", "01INC2", "INC-2"), ("../x", "01INC1", "INC-1")]);

        var (alerts, failure) = await Attachments.OfAsync(SubjectId.Parse("01INC1"), Cancellation);

        Assert.Null(failure);
        Assert.Equal([AnAlert.IdOf(1), AnAlert.IdOf(2)], alerts);
    }
}
