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

    public int IncidentsPerSearch => 30;

    /// <summary>Set by a test: until when it is left alone. Until it is null again, no call gets there but the probe.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>Set by a test: every call is answered so, the probe too.</summary>
    public UpstreamFailure? Down { get; set; }

    /// <summary>How often it was asked whether it is well.</summary>
    public int Probes { get; private set; }

    /// <summary>Whether no search finds anything, as with a token that may only write.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Runs when a call arrives; its token is that of the caller.</summary>
    public Func<CancellationToken, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it has, oldest first.</summary>
    public List<FoundAnnotation> Annotations { get; } = [];

    /// <summary>Every call in order: <c>find</c>, <c>create</c>, <c>update 1</c>, <c>delete 1</c>.</summary>
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
        var added = new FoundAnnotation(new AnnotationId(++_lastId), annotation.Start, annotation.End, annotation.Text, annotation.Tags);
        Annotations.Add(added);
        return added;
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

        var id = answer.Acts ? Add(annotation).Id : default;
        return answer.Failure is { } failure ? new TargetResult.Failed(failure) : new TargetResult.Done(id);
    }

    public async Task<TargetResult> UpdateAsync(AnnotationId id, DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var answer = await CalledAsync($"update {id}", cancellationToken);
        var index = Annotations.FindIndex(present => present.Id == id);
        if (answer.Acts && index >= 0)
        {
            Annotations[index] = new FoundAnnotation(id, annotation.Start, annotation.End, annotation.Text, annotation.Tags);
        }

        return Changed(answer, id, index >= 0);
    }

    public async Task<TargetResult> DeleteAsync(AnnotationId id, CancellationToken cancellationToken)
    {
        var answer = await CalledAsync($"delete {id}", cancellationToken);
        var present = answer.Acts ? Annotations.RemoveAll(annotation => annotation.Id == id) > 0 : Annotations.Exists(one => one.Id == id);
        return Changed(answer, id, present);
    }

    public Task<FindResult> FindAsync(IReadOnlyList<string> identity, CancellationToken cancellationToken) => FindAsync(
        "find", () => Annotations.Where(one => !IsBlind && AnnotationTags.Identify(one.Tags, identity)).OrderBy(one => one.Id.Value), cancellationToken);

    public Task<FindResult> FindAsync(IncidentId incident, CancellationToken cancellationToken) =>
        FindAsync("find all", [incident], cancellationToken);

    public Task<FindResult> FindAsync(IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) =>
        FindAsync($"find all of {incidents.Count}", incidents, cancellationToken);

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => FindAsync(
        "list", () => Overlapping(from, to).OrderBy(one => one.Id.Value), cancellationToken);

    /// <summary>As Grafana itself lists: so many and not one more, those that end last first.</summary>
    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken) => FindAsync(
        "list", () => Overlapping(from, to).OrderByDescending(one => one.End).Take(limit), cancellationToken);

    private IEnumerable<FoundAnnotation> Overlapping(DateTimeOffset from, DateTimeOffset to) =>
        Annotations.Where(one => !IsBlind && one.Start <= to && one.End >= from);

    private Task<FindResult> FindAsync(string call, IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) => FindAsync(
        call,
        () => Annotations
            .Where(one => !IsBlind && AnnotationTags.OwnerOf(one.Tags) is { Incident: var owner } && incidents.Contains(owner))
            .OrderBy(one => one.Id.Value),
        cancellationToken);

    private async Task<FindResult> FindAsync(string call, Func<IEnumerable<FoundAnnotation>> search, CancellationToken cancellationToken)
    {
        await OnCall(cancellationToken);
        Calls.Add(call);
        return Next().Failure is { } failure ? new FindResult.Failed(failure) : new FindResult.Found([.. search()]);
    }

    private static TargetResult Changed(Answer answer, AnnotationId id, bool present) => answer switch
    {
        { Failure: { Reason: FailureReason.Auth, OfUpstream: false } refusal } => new TargetResult.Refused(refusal),
        { Failure: { } failure } => new TargetResult.Failed(failure),
        { Gone: true } => new TargetResult.Gone(),
        _ => present ? new TargetResult.Done(id) : new TargetResult.Gone(),
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

    private sealed record Answer(UpstreamFailure? Failure, bool Acts, string? HeldAs = null, bool Gone = false);
}
