using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>One search of a Grafana is shared by all whose ends are due together, and by nobody else.</summary>
public sealed class OngoingSearchTests
{
    /// <summary>How long an answer is shared.</summary>
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(2.5);

    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;

    private readonly InMemoryGrafana _grafana = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly OngoingSearch _search;

    public OngoingSearchTests() => _search = new OngoingSearch(_grafana, _time);

    private int Searches => _grafana.Calls.Count;

    [Fact]
    public async Task What_goes_on_is_told_by_incident_and_what_is_not_ours_is_left_out()
    {
        var ours = _grafana.Add(Of(AnIncident.Live().Id));
        _grafana.Add(Of(AnIncident.Live().Id) with { Tags = ["deploy"] });
        _grafana.Add(Of(AnIncident.Live().Id) with { End = Now.AddMinutes(-1) });

        var (found, failure) = await ReadAsync();

        Assert.Null(failure);
        Assert.Equal([ours], Assert.Single(found!));
        Assert.Equal([ours], found![AnIncident.Live().Id]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 0)]
    [InlineData(0, 2.5)]
    [InlineData(0, -60)]
    public async Task Who_asks_for_no_more_than_was_searched_has_the_same_answer(double from, double to)
    {
        await ReadAsync();

        await ReadAsync(from, to);

        Assert.Equal(1, Searches);
    }

    [Theory]
    [InlineData(-0.001, 0)]
    [InlineData(0, 2.501)]
    [InlineData(-1, 3)]
    public async Task Who_asks_for_more_has_a_search_of_their_own(double from, double to)
    {
        await ReadAsync();

        await ReadAsync(from, to);

        Assert.Equal(2, Searches);
    }

    [Fact]
    public async Task An_answer_counts_for_half_of_the_time_that_what_is_in_it_does()
    {
        await ReadAsync();
        _time.Advance(Shared);
        await ReadAsync();
        Assert.Equal(1, Searches);

        _time.Advance(TimeSpan.FromTicks(1));
        await ReadAsync();

        Assert.Equal(2, Searches);
    }

    [Fact]
    public async Task Who_comes_while_it_is_under_way_waits_for_the_same_search_however_it_ends()
    {
        var answers = new TaskCompletionSource();
        _grafana.OnCall = _ => answers.Task;
        _grafana.Then(InMemoryGrafana.Failure);

        var (first, second) = (ReadAsync(), ReadAsync());
        answers.SetResult();

        Assert.Equal(InMemoryGrafana.Failure, (await first).Failure);
        Assert.Equal(InMemoryGrafana.Failure, (await second).Failure);
        Assert.Equal(1, Searches);
    }

    [Fact]
    public async Task Who_comes_after_a_failure_asks_anew()
    {
        _grafana.Then(InMemoryGrafana.Failure);
        await ReadAsync();

        Assert.Null((await ReadAsync()).Failure);
        Assert.Equal(2, Searches);
    }

    [Fact]
    public async Task Who_gives_up_ends_nobody_elses_search()
    {
        var answers = new TaskCompletionSource();
        _grafana.OnCall = _ => answers.Task;
        using var patience = new CancellationTokenSource();
        var (gone, stays) = (_search.ReadAsync((Now, Now), patience.Token), ReadAsync());

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        answers.SetResult();
        Assert.Null((await stays).Failure);
    }

    private static DesiredAnnotation Of(SubjectId incident) => new()
    {
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Open,
        Start = AnIncident.DeclaredAt,
        End = Now.AddMinutes(15),
        Text = "Checkout is slow",
        Tags = AnnotationTags.Identity(incident, AnnotationRoute.DefaultName, AnnotationPart.Region),
    };

    /// <param name="from">How many seconds after now the reach begins.</param>
    /// <param name="to">How many seconds after now it ends.</param>
    private Task<(ILookup<SubjectId, FoundAnnotation>? Found, UpstreamFailure? Failure)> ReadAsync(double from = 0, double to = 0) =>
        _search.ReadAsync((Now.AddSeconds(from), Now.AddSeconds(to)), TestContext.Current.CancellationToken);
}
