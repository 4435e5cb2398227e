using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

/// <summary>A kind with one subject, which a test changes.</summary>
internal sealed class StubKind(SubjectKind kind) : ISubjectSource, ISubjectListing, IFollowers
{
    public SubjectKind Kind => kind;

    public Happening Subject { get; set; } = new()
    {
        Id = SubjectId.TryCreate(kind, "01W", out var id) ? id : default,
        Visibility = Visibility.Public,
        Title = "Database upgrade",
        Start = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
        IsOver = false,
        UpdatedAt = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
    };

    /// <summary>Whether its list says all.</summary>
    public bool ListsWhole { get; set; } = true;

    /// <summary>How often it was asked for by itself.</summary>
    public int Asked { get; private set; }

    public IReadOnlyList<SubjectId> Followers { get; set; } = [];

    /// <summary>Whether those that follow are listed with all that is known of them.</summary>
    public bool FollowsWhole { get; set; }

    public SubjectId? FollowedOf { get; private set; }

    /// <summary>Why those that follow cannot be listed; none as a rule.</summary>
    public UpstreamFailure? Failure { get; set; }

    public Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult<SubjectResult>(new SubjectResult.Found(Subject));
    }

    public async IAsyncEnumerable<SubjectPage> ListAsync(
        DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return new SubjectPage([Subject], []) { AreWhole = ListsWhole };
    }

    public Task<FollowerList> OfAsync(SubjectId incident, CancellationToken cancellationToken)
    {
        FollowedOf = incident;
        return Task.FromResult(new FollowerList(Followers, Failure) { Whole = FollowsWhole ? [Subject] : [] });
    }
}
