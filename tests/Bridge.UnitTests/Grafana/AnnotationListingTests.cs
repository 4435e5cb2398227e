using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>Grafana gives so many annotations and not one more; the list misses none for that.</summary>
public sealed class AnnotationListingTests
{
    private static readonly DateTimeOffset Before = AnIncident.DeclaredAt.AddYears(1);

    private readonly InMemoryGrafana _grafana = new();

    [Fact]
    public async Task More_than_an_answer_holds_are_all_found()
    {
        for (var number = 0; number < 10; number++)
        {
            Add(number, startHour: number * 10, endHour: (number * 10) + 5);
        }

        Add(10, startHour: 0, endHour: 95);

        await AssertFindsAsync(11);
        Assert.InRange(_grafana.Calls.Count, 3, 12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task More_than_an_answer_holds_at_one_moment_are_all_found(int count)
    {
        for (var number = 0; number < count; number++)
        {
            Add(number, startHour: 1, endHour: 2);
        }

        Add(100, startHour: 0, endHour: 1);
        Add(101, startHour: -9, endHour: -8);

        await AssertFindsAsync(count + 2);
    }

    [Fact]
    public async Task More_points_than_an_answer_holds_at_one_moment_are_all_found()
    {
        for (var number = 0; number < 5; number++)
        {
            Add(number, startHour: 1, endHour: 1);
        }

        Add(100, startHour: 5, endHour: 5);

        await AssertFindsAsync(6);
    }

    [Fact]
    public async Task What_goes_on_at_the_limit_hides_nothing_behind_it()
    {
        for (var number = 0; number < 8; number++)
        {
            Add(number, startHour: -number, endHour: 24 * 500);
        }

        Add(100, startHour: -50, endHour: -49);

        await AssertFindsAsync(9);
    }

    [Fact]
    public async Task A_list_that_fails_half_way_finds_nothing()
    {
        for (var number = 0; number < 10; number++)
        {
            Add(number, startHour: number, endHour: number + 1);
        }

        _grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var failed = Assert.IsType<FindResult.Failed>(await ReadAsync());

        Assert.Equal(FailureReason.Network, failed.Failure.Reason);
    }

    private Task<FindResult> ReadAsync() => AnnotationListing.ReadAsync(
        (to, limit) => _grafana.ListAsync(DateTimeOffset.FromUnixTimeMilliseconds(1), to, limit, TestContext.Current.CancellationToken),
        Before,
        limit: 3);

    private async Task AssertFindsAsync(int count)
    {
        var found = Assert.IsType<FindResult.Found>(await ReadAsync());

        Assert.Equal(count, found.Annotations.Count);
    }

    private void Add(int number, int startHour, int endHour)
    {
        var incident = AnIncident.Resolved() with { Id = SubjectId.Parse($"01{number}") };
        var route = new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]);
        _grafana.Add(new DesiredAnnotation
        {
            Part = AnnotationPart.Region,
            Status = AnnotationStatus.Resolved,
            Start = AnIncident.DeclaredAt.AddHours(startHour),
            End = AnIncident.DeclaredAt.AddHours(endHour),
            Text = "x",
            Tags = AnnotationTags.For(incident, AnnotationPart.Region, AnnotationStatus.Resolved, route, []),
        });
    }
}
