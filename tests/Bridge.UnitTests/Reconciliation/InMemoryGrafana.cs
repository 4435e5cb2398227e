using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana in memory. It notes every call, and fails as it is told to.</summary>
internal sealed class InMemoryGrafana(string name = "main") : IAnnotationTarget
{
    private readonly Queue<Answer> _answers = new();
    private readonly Dictionary<string, DesiredAnnotation> _underWay = [];
    private long _lastId;

    public string Name => name;

    public int MaxConcurrency { get; init; } = 4;

    public int IncidentsPerSearch => 30;

    /// <summary>Set by a test: until when it is left alone. Until it is null again, no call gets there but the probe.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>Set by a test: every call is answered so, the probe too.</summary>
    public UpstreamFailure? Down { get; set; }

    /// <summary>How often it was asked whether it is well.</summary>
    public int Probes { get; private set; }

    /// <summary>What no search by tags finds, since it was stopped in the middle.</summary>
    private readonly HashSet<AnnotationId> _halfMade = [];

    /// <summary>Set by a test: where the next creates land, whatever they name.</summary>
    public DashboardPanel? LandsIn { get; set; }

    /// <summary>Whether creates land in <see cref="LandsIn"/>.</summary>
    public bool Misplaces { get; set; }

    /// <summary>Whether what no search by tags finds stays so: this Grafana does not write the rows of tags at an update.</summary>
    public bool NeverIndexes { get; set; }

    /// <summary>Whether no search finds anything, as with a token that may only write.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Runs when a call arrives; its token is that of the caller.</summary>
    public Func<CancellationToken, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it has, oldest first.</summary>
    public List<FoundAnnotation> Annotations { get; } = [];

    /// <summary>What it was asked to delete, as the caller had it.</summary>
    public List<FoundAnnotation> Deleted { get; } = [];

    /// <summary>Every call in order: <c>find</c>, <c>find at</c>, <c>find all of 2</c>, <c>create</c>, <c>update 1</c>, <c>move 1</c>, <c>delete 1</c>.</summary>
    public List<string> Calls { get; } = [];

    public IEnumerable<string> Writes => Calls.Where(call => call != "list" && !call.StartsWith("find", StringComparison.Ordinal));

    /// <summary>Runs when a write arrives, before anything is done: what a test looks at here, a crash would leave behind.</summary>
    public Func<string, Task> OnWrite { get; set; } = _ => Task.CompletedTask;

    public static UpstreamFailure Refusal { get; } = new(FailureReason.Auth, "HTTP 403");

    public static UpstreamFailure Doubt { get; } = new(FailureReason.Timeout, "TimeoutRejectedException", MayHaveActed: true);

    public static UpstreamFailure Failure { get; } = new(FailureReason.Network, "ConnectionRefused");

    /// <summary>What is said of a request that was not sent.</summary>
    public static UpstreamFailure Held { get; } = new(FailureReason.Server, "left alone", IsHeld: true, OfUpstream: true);

    /// <summary>No call is ever answered, until its caller gives it up.</summary>
    public void Hangs() => OnCall = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

    /// <summary>The next call answers so, without doing anything.</summary>
    public InMemoryGrafana Then(UpstreamFailure failure) => Script(new Answer(failure, Acts: false));

    /// <summary>The next call does its work, and its answer is lost.</summary>
    public InMemoryGrafana ThenActsInSilence() => Script(new Answer(Doubt, Acts: true));

    /// <summary>The next call is a create that is stopped between the annotation and the rows of its tags.</summary>
    public InMemoryGrafana ThenStopsHalfway() => Script(new Answer(Doubt, Acts: true, IsHalf: true));

    /// <summary>The next call is a create that is still on its way when the caller gives up.</summary>
    public InMemoryGrafana ThenHoldsBack(string until) => Script(new Answer(Doubt, Acts: false, HeldAs: until));

    /// <summary>The next call works.</summary>
    public InMemoryGrafana ThenWorks() => Script(new Answer(null, Acts: true));

    /// <summary>The next change finds nothing, whether or not a search does.</summary>
    public InMemoryGrafana ThenDeniesToHaveIt() => Script(new Answer(null, Acts: false, Gone: true));

    /// <summary>What was held back gets there after all.</summary>
    public void Arrives(string held) => Add(_underWay[held]);

    public FoundAnnotation Add(DesiredAnnotation annotation)
    {
        var place = Misplaces ? LandsIn : annotation.Dashboard;
        var added = new FoundAnnotation(new AnnotationId(++_lastId), annotation.Start, annotation.End, annotation.Text, annotation.Tags)
        {
            SeenAt = 0,
            DashboardUid = place?.Uid,
            PanelId = place?.Panel,
        };
        Annotations.Add(added);
        return added;
    }

    /// <summary>Adds an annotation that no search by tags finds.</summary>
    public FoundAnnotation AddHalf(DesiredAnnotation annotation)
    {
        var added = Add(annotation);
        _halfMade.Add(added.Id);
        return added;
    }

    /// <summary>Everything is gone, and ids are given again from this one on.</summary>
    public void Restore(long lastId)
    {
        Annotations.Clear();
        _lastId = lastId;
    }

    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        await OnCall(cancellationToken);
        Calls.Add("find probe");
        Probes++;
        HeldUntil = Down is null ? null : HeldUntil;
        return Down is null;
    }

    public void Forgive() => HeldUntil = null;

    public async Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var answer = await CalledAsync("create", cancellationToken);
        if (answer.HeldAs is { } held)
        {
            _underWay[held] = annotation;
        }

        var made = !answer.Acts ? null : answer.IsHalf ? AddHalf(annotation) : Add(annotation);
        return answer.Failure is { } failure
            ? new TargetResult.Failed(failure)
            : new TargetResult.Made(made! with { DashboardUid = null, PanelId = null });
    }

    public async Task<TargetResult> UpdateAsync(FoundAnnotation found, DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var id = found.Id;
        var answer = await CalledAsync($"update {id}", cancellationToken);
        var index = Annotations.FindIndex(present => present.Id == id);
        if (answer.Acts && index >= 0)
        {
            // Newer versions go on finding it by the tags that it lost.
            Assert.True(Annotations[index].HasTagsOf(annotation) || _halfMade.Contains(id), "An update takes no tag away.");
            Annotations[index] = Annotations[index] with { Start = annotation.Start, End = annotation.End, Text = annotation.Text, Tags = annotation.Tags };
            _ = NeverIndexes || _halfMade.Remove(id);
        }

        return Changed(answer, index >= 0);
    }

    public async Task<TargetResult> MoveEndAsync(FoundAnnotation found, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var answer = await CalledAsync($"move {found.Id}", cancellationToken);
        var index = Annotations.FindIndex(present => present.Id == found.Id);
        if (answer.Acts && index >= 0)
        {
            Annotations[index] = Annotations[index] with { End = end };
        }

        return Changed(answer, index >= 0);
    }

    public async Task<TargetResult> DeleteAsync(FoundAnnotation found, CancellationToken cancellationToken)
    {
        var id = found.Id;
        Deleted.Add(found);
        var answer = await CalledAsync($"delete {id}", cancellationToken);
        var present = answer.Acts ? Annotations.RemoveAll(annotation => annotation.Id == id) > 0 : Annotations.Exists(one => one.Id == id);
        return Changed(answer, present);
    }

    public Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken) => FindAsync(
        incidents.Count == 1 ? "find" : $"find all of {incidents.Count}",
        () => OfIncidents(incidents).Where(one => !_halfMade.Contains(one.Id) && one.Start <= times.To && one.End >= times.From),
        cancellationToken);

    public Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken) => FindAsync(
        "find at", () => OfIncidents([incident]).Where(one => one.Start <= moment && one.End >= moment), cancellationToken);

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => FindAsync(
        "list", () => Overlapping(from, to).OrderBy(one => one.Id.Value), cancellationToken);

    /// <summary>As Grafana itself lists: so many and not one more, those that end last first.</summary>
    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken) => FindAsync(
        "list", () => Overlapping(from, to).OrderByDescending(one => one.End).Take(limit), cancellationToken, limit);

    private IEnumerable<FoundAnnotation> Overlapping(DateTimeOffset from, DateTimeOffset to) =>
        Annotations.Where(one => !IsBlind && !_halfMade.Contains(one.Id) && one.Start <= to && one.End >= from);

    private IEnumerable<FoundAnnotation> OfIncidents(IReadOnlyList<SubjectId> incidents) => Annotations
        .Where(one => !IsBlind && AnnotationTags.OwnerOf(one.Tags) is { Subject: var owner } && incidents.Contains(owner))
        .OrderBy(one => one.Id.Value);

    private async Task<FindResult> FindAsync(
        string call, Func<IEnumerable<FoundAnnotation>> search, CancellationToken cancellationToken, int limit = int.MaxValue)
    {
        await OnCall(cancellationToken);
        Calls.Add(call);
        if (Next().Failure is { } failure)
        {
            return new FindResult.Failed(failure);
        }

        List<FoundAnnotation> found = [.. search()];
        return new FindResult.Found(found) { IsFull = found.Count >= limit };
    }

    private static TargetResult Changed(Answer answer, bool present) => answer switch
    {
        { Failure: { Reason: FailureReason.Auth, OfUpstream: false } refusal } => new TargetResult.Refused(refusal),
        { Failure: { } failure } => new TargetResult.Failed(failure),
        { Gone: true } => new TargetResult.Gone(),
        _ => present ? new TargetResult.Done() : new TargetResult.Gone(),
    };

    private async Task<Answer> CalledAsync(string call, CancellationToken cancellationToken)
    {
        await OnCall(cancellationToken);
        if (HeldUntil is null)
        {
            await OnWrite(call);
        }

        Calls.Add(call);
        return Next();
    }

    private Answer Next() =>
        (HeldUntil is null ? Down : Held) is { } failure ? new Answer(failure, Acts: false)
        : _answers.TryDequeue(out var answer) ? answer
        : new Answer(null, Acts: true);

    private InMemoryGrafana Script(Answer answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    private sealed record Answer(UpstreamFailure? Failure, bool Acts, string? HeldAs = null, bool Gone = false, bool IsHalf = false);
}
