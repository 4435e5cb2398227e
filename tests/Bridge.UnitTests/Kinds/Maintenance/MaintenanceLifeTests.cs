using System.Globalization;
using System.Net;
using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Maintenance;

/// <summary>A window from the list to two Grafanas, through the real poll, plan, applier and store.</summary>
public sealed class MaintenanceLifeTests() : ReconciliationFixture(("MaintenanceWindows:Show", "all"), ("Annotations:KeepFor", "90d"))
{
    private static readonly AWindow Planned = AWindow.Planned;

    /// <summary>The state of the window, the time of the look in hours from its start, and what Grafana has then.</summary>
    private static readonly (string What, AWindow?[] States, int[] Hours, string Shown)[] Table =
    [
        ("planned", [Planned], [-1], "open 18:00–20:00"),
        ("begun", [Planned], [1], "open 18:00–20:00"),
        ("over", [Planned], [3], "resolved 18:00–20:00"),
        ("planned, then over", [Planned, Planned], [-1, 3], "resolved 18:00–20:00"),
        ("moved before it begins", [Planned, Moved(2, 4)], [-1, -1], "open 20:00–22:00"),
        ("prolonged while it goes on", [Planned, Moved(0, 5)], [1, 1], "open 18:00–23:00"),
        ("shortened to what is past", [Planned, Moved(-2, 0)], [1, 1], "resolved 16:00–18:00"),
        ("archived before it begins", [Planned, Planned with { ArchivedAt = AWindow.From.AddHours(-1) }], [-2, -1], ""),
        ("archived while it goes on", [Planned, Planned with { ArchivedAt = AWindow.From.AddHours(1) }], [0, 1], "resolved 18:00–19:00"),
        ("archived when it is over", [Planned, Planned with { ArchivedAt = AWindow.To.AddHours(1) }], [1, 4], "resolved 18:00–20:00"),
        ("archived, and then not", [Planned with { ArchivedAt = AWindow.From.AddHours(-1) }, Planned], [-1, 0], "open 18:00–20:00"),
        ("deleted while it goes on", [Planned, null], [0, 1], "open 18:00–20:00 hidden"),
        ("deleted when it is over", [Planned, null], [3, 4], "resolved 18:00–20:00 hidden"),
        ("kept for ninety days", [Planned, Planned with { Name = "Moved the database" }], [3, 24 * 91], ""),
    ];

    public static readonly TheoryData<string> Rows = [.. Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_life_ends_so_in_both_Grafanas(string what)
    {
        var (_, states, hours, shown) = Table.Single(row => row.What == what);
        foreach (var (state, hour) in states.Zip(hours))
        {
            Time.SetUtcNow(AWindow.From.AddHours(hour));
            MaintenanceIo.Lacks(Planned);
            if (state is not null)
            {
                MaintenanceIo.Has(state with { UpdatedAt = Now });
            }

            await PollAsync();
            await DeliverDueAsync();
            await ReviewAsync();
        }

        Assert.All([Grafana, Other], grafana => Assert.Equal(shown, string.Join(", ", grafana.Annotations.Select(Summary))));
    }

    [Fact]
    public async Task At_its_end_it_is_due_without_any_list_and_its_status_changes()
    {
        await ShowAsync(Planned);
        Assert.Empty(await DueAsync(AWindow.To.AddSeconds(-1)));

        Time.SetUtcNow(AWindow.To);
        await DeliverDueAsync();

        Assert.Equal("resolved 18:00–20:00", Summary(Assert.Single(Grafana.Annotations)));
        Assert.Empty(await DueAsync(AWindow.To.AddDays(9)));
        Assert.Equal("4", await MetricAsync("annotation_changes_total{subject=\"maintenance\"}"));
        Assert.Equal("0", await MetricAsync("annotation_changes_total{subject=\"incident\"}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(29)]
    public async Task One_that_was_listed_shortly_before_its_end_is_over_then_all_the_same(int seconds)
    {
        Time.SetUtcNow(AWindow.To.AddSeconds(-seconds));
        await ShowAsync(Planned);

        Time.SetUtcNow(AWindow.To);
        await DeliverDueAsync();

        Assert.Equal("resolved 18:00–20:00", Summary(Assert.Single(Grafana.Annotations)));
    }

    [Fact]
    public async Task What_did_not_change_is_no_news()
    {
        await ShowAsync(Planned);

        Assert.IsType<JobResult.Done>(await PollAsync());

        Assert.Empty(await DueAsync(Now));
        Assert.Equal(["create"], Grafana.Writes);
    }

    [Fact]
    public async Task Only_the_Grafana_that_lacks_it_is_told()
    {
        MaintenanceIo.Has(Planned);
        await DeliverAsync(Planned.Subject);

        await PollAsync();

        Assert.Empty(await DueAsync(Now));
        Assert.Equal(Planned.Subject, Assert.Single(await DueAsync(Now, "other")).Subject);
    }

    [Fact]
    public async Task What_was_over_long_ago_is_not_drawn_though_a_page_has_it()
    {
        MaintenanceIo.Has(Moved(-50, -48) with { UpdatedAt = Now.AddDays(-2) });

        Assert.IsType<JobResult.Done>(await PollAsync());

        Assert.Empty(await DueAsync(Now));
    }

    [Fact]
    public async Task Many_pages_are_one_list_and_cost_no_read_of_a_single_one()
    {
        MaintenanceIo.PageSize = 7;
        MaintenanceIo.Has([.. Enumerable.Range(10, 60).Select(number => Planned with { Id = $"01W{number}" })]);

        await PollAsync();
        MaintenanceIo.Calls.Clear();
        await DeliverDueAsync();

        Assert.Equal((60, 60), (Grafana.Annotations.Count, Other.Annotations.Count));
        Assert.Empty(MaintenanceIo.Calls);
    }

    [Theory]
    [InlineData("upcoming after 01W2")]
    [InlineData("past after ")]
    public async Task A_page_that_fails_is_the_polls_failure_and_takes_nothing_away(string call)
    {
        MaintenanceIo.Has(Planned with { Id = "01W1" }, Planned with { Id = "01W2" });
        Time.SetUtcNow(AWindow.From.AddHours(-1));
        await PollAsync();
        await DeliverDueAsync();
        MaintenanceIo.PageSize = 1;
        MaintenanceIo.Fails(call, HttpStatusCode.Forbidden);

        var failed = Assert.IsType<JobResult.Failed>(await PollAsync());
        await DeliverDueAsync();

        Assert.Equal(FailureReason.Auth, failed.Failure.Reason);
        Assert.Equal(["open 18:00–20:00", "open 18:00–20:00"], Grafana.Annotations.Select(Summary));
    }

    [Fact]
    public async Task Incidents_are_as_they_were()
    {
        var live = AnIncident.Live();
        await ShowAsync(live);
        var before = Assert.Single(Grafana.Annotations);
        IncidentIo.Calls.Clear();

        await ShowAsync(Planned);
        Time.SetUtcNow(AWindow.To);
        await PollAsync();
        await ReviewAsync(Planned.Subject);

        Assert.Equal(before, Assert.Single(Grafana.Annotations, one => one.Tags.Contains(AnnotationTags.Common)));
        Assert.Empty(IncidentIo.Calls);
        Assert.Equal(2, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task Drift_puts_back_what_somebody_deleted()
    {
        await ShowAsync(Planned);
        var first = Assert.Single(Grafana.Annotations);
        Grafana.Annotations.Clear();

        Assert.IsType<JobResult.Done>(await DriftOf(Grafana).RunAsync(watermark: null, Cancellation));

        var again = Assert.Single(Grafana.Annotations);
        Assert.Equal((first.Text, first.Start, first.End), (again.Text, again.Start, again.End));
        Assert.Equal("1", await MetricAsync("drift_repaired_total"));
    }

    [Fact]
    public async Task One_that_is_planned_far_ahead_is_no_drift()
    {
        await ShowAsync(Moved(24 * 90, 24 * 91));
        Grafana.Calls.Clear();

        Assert.IsType<JobResult.Done>(await DriftOf(Grafana).RunAsync(watermark: null, Cancellation));

        Assert.Equal(["list"], Grafana.Calls);
    }

    [Fact]
    public async Task After_the_loss_of_the_database_it_is_adopted_and_not_doubled()
    {
        await ShowAsync(Planned);
        Other.Annotations.Clear();
        Other.Annotations.Add(Grafana.Annotations[0] with { Tags = [.. Grafana.Annotations[0].Tags.Select(tag => tag.Replace("01WINDOW", "01LOST", StringComparison.Ordinal))] });
        var lost = Planned with { Id = "01LOST", Name = "Lost and found" };
        MaintenanceIo.Has(lost);

        Assert.IsType<JobResult.Done>(await DriftOf(Other).RunAsync(watermark: null, Cancellation));

        Assert.Single(await LedgerAsync(lost.Subject));
        Assert.Contains(Other.Annotations, one => one.Text.Contains("Lost and found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_ended_longer_ago_than_annotations_are_kept_is_taken_away()
    {
        MaintenanceIo.Has(Planned);
        Time.SetUtcNow(AWindow.To);
        await ReviewAsync(Planned.Subject);
        Time.SetUtcNow(AWindow.To.AddDays(91));

        var retention = new Retention(Grafana, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Retention>());
        Assert.IsType<JobResult.Done>(await retention.RunAsync(watermark: null, Cancellation));

        Assert.Empty(Grafana.Annotations);
        Assert.Single(Other.Annotations);
    }

    [Fact]
    public async Task No_word_of_it_is_in_the_log_or_in_the_store()
    {
        await ShowAsync(Planned);
        Grafana.Then(InMemoryGrafana.Failure);
        MaintenanceIo.Has(Moved(1, 2));
        await PollAsync();
        await DeliverDueAsync();

        Assert.DoesNotContain(
            Logs.GetSnapshot(),
            record => record.Message.Contains("database", StringComparison.OrdinalIgnoreCase) || record.Message.Contains("quagga", StringComparison.OrdinalIgnoreCase));
    }

    private static AWindow Moved(int from, int to) => Planned with { StartAt = AWindow.From.AddHours(from), EndAt = AWindow.From.AddHours(to) };

    private Task<JobResult> PollAsync() => PollAsync(Maintenance, watermark: Now.AddMinutes(-5));

    private async Task ShowAsync(AWindow window)
    {
        MaintenanceIo.Has(window);
        await PollAsync();
        await DeliverDueAsync();
        Assert.Single(Grafana.Annotations, one => AnnotationTags.OwnerOf(one.Tags)?.Subject == window.Subject);
    }

    /// <summary>One look in each Grafana, due or not.</summary>
    private async Task ReviewAsync(SubjectId? window = null)
    {
        foreach (var grafana in (string[])["main", "other"])
        {
            await DeliverAsync(window ?? Planned.Subject, grafana);
        }
    }

    private static string Summary(FoundAnnotation annotation)
    {
        var status = annotation.Tags.Single(tag => tag.StartsWith("status:", StringComparison.Ordinal))["status:".Length..];
        var hidden = annotation.Text.Contains("hidden", StringComparison.Ordinal) ? " hidden" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{status} {annotation.Start:HH:mm}–{annotation.End:HH:mm}{hidden}");
    }
}
