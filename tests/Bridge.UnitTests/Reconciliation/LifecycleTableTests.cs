using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>
/// What Grafana has in the end of everything that can happen to an incident: <see cref="Lifecycle.Table"/>, row by row, through the real
/// plan, applier and store.
/// </summary>
public sealed partial class LifecycleTableTests : ApplierFixture
{
    public static readonly TheoryData<string> Rows = [.. Lifecycle.Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task As_a_region(string what)
    {
        var row = Lifecycle.Table.Single(row => row.What == what);

        Assert.Equal(row.Region, await LiveThroughAsync(row, AnnotationShape.Region));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task As_points(string what)
    {
        var row = Lifecycle.Table.Single(row => row.What == what);

        Assert.Equal(row.Points, await LiveThroughAsync(row, AnnotationShape.Points));
    }

    [Fact]
    public void The_table_has_every_category_and_every_mode()
    {
        var states = Lifecycle.Table.SelectMany(row => row.States).ToList();

        Assert.Equal(Enum.GetValues<StatusCategory>(), states.Select(state => state.Category).Distinct().Order());
        Assert.Equal(Enum.GetValues<IncidentMode>(), states.Select(state => state.Mode).Distinct().Order());
    }

    /// <summary>Each state is looked at ten minutes after the one before, the first at 13:00.</summary>
    private async Task<IEnumerable<string>> LiveThroughAsync(LifecycleRow row, AnnotationShape shape)
    {
        foreach (var state in row.States)
        {
            Assert.Empty(await ReconcileAsync(state, row.Options with { Shape = shape }));
            Time.Advance(TimeSpan.FromMinutes(10));
        }

        return Grafana.Annotations.Select(Summary);
    }

    /// <summary>Such as <c>#1 open 10:00–13:00 Checkout is slow (major)</c>; a point has one time, and a day other than today is named.</summary>
    private static string Summary(FoundAnnotation annotation)
    {
        var status = annotation.Tags.Single(tag => tag.StartsWith("status:", StringComparison.Ordinal))["status:".Length..];
        var severity = annotation.Tags.SingleOrDefault(tag => tag.StartsWith("severity:", StringComparison.Ordinal))?["severity:".Length..];
        var times = annotation.Start == annotation.End ? Clock(annotation.Start) : $"{Clock(annotation.Start)}–{Clock(annotation.End)}";
        var name = WebUtility.HtmlDecode(Name().Match(annotation.Text).Groups[1].Value);
        return $"#{annotation.Id} {status} {times} {name}{(severity is null ? "" : $" ({severity})")}".Trim();
    }

    private static string Clock(DateTimeOffset time) =>
        time.ToString(time.Date == Lifecycle.Declared.Date ? "HH:mm" : "dd MMM HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex("^<b>INC-123</b> (.*?)(?:<br>|$)")]
    private static partial Regex Name();
}
