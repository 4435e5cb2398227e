using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>
/// The one way to the states of subjects. Every state comes with the time at which it was asked for, whether it was read by itself or on a
/// page of a list, and is remembered for <see cref="SubjectState.Lifetime"/>, so that several users of one subject cost one request.
/// </summary>
internal sealed partial class SubjectStates
{
    /// <summary>States that are remembered: more than are used before they are too old.</summary>
    private const int Capacity = 20_000;

    private readonly IncidentClient _incidents;
    private readonly Dictionary<SubjectKind, ISubjectSource> _sources;
    private readonly Dictionary<SubjectKind, IFollowers> _followers;
    private readonly VisibilityMemory _visibility;
    private readonly TimeProvider _time;
    private readonly ILogger<SubjectStates> _logger;
    private readonly KeyAccess _key;
    private readonly ReadingFaultLog _faults;
    private readonly IncidentReferences _references;

    /// <summary>How long a read may take: three tries, and the wait for the rate limit. It is longer than those who wait have time, as a rule.</summary>
    private readonly TimeSpan _patience;

    private readonly Lock _lock = new();
    private readonly StateMemory _memory;

    /// <summary>What lists had of subjects that belong to others. Those are read when somebody needs them.</summary>
    private readonly StateMemory _listed;
    private readonly Dictionary<SubjectId, SharedRead<(SubjectState? State, UpstreamFailure? Failure)>> _underWay = [];

    public SubjectStates(
        IncidentClient incidents,
        IEnumerable<ISubjectSource> sources,
        IEnumerable<IFollowers> followers,
        ISubjectNotes notes,
        IncidentIoOptions options,
        BridgeMetrics metrics,
        IncidentReferences references,
        TimeProvider time,
        ILogger<SubjectStates> logger)
    {
        (_incidents, _references, _time, _logger) = (incidents, references, time, logger);
        _sources = sources.ToDictionary(source => source.Kind);
        _followers = followers.ToDictionary(follower => follower.Kind);
        _visibility = new VisibilityMemory(notes, time);
        _memory = new StateMemory(Capacity, time);
        _listed = new StateMemory(Capacity, time);
        _patience = (3 * options.Timeout) + RateLimitPace.LongestWait;
        _key = new KeyAccess(incidents, time, _patience);
        _faults = new ReadingFaultLog(metrics, time, logger);
    }

    /// <summary>The latest state of a subject: one that is remembered, or that is being read, or a new one.</summary>
    /// <param name="id">Which.</param>
    /// <param name="notBefore">
    /// The state has to be asked for at or after this time; none for any that is fresh. A read that this call begins always counts: clocks of
    /// replicas differ.
    /// </param>
    /// <param name="cancellationToken">Ends the caller's wait. The read goes on for others who wait for it.</param>
    public async Task<(SubjectState? State, UpstreamFailure? Failure)> GetAsync(
        SubjectId id, DateTimeOffset? notBefore, CancellationToken cancellationToken)
    {
        SharedRead<(SubjectState? State, UpstreamFailure? Failure)>? read;
        bool isMine;
        lock (_lock)
        {
            if (_memory.Find(id, notBefore) is { } known)
            {
                return (known, null);
            }

            isMine = !_underWay.TryGetValue(id, out read) || read.AskedAt < notBefore;
            if (isMine)
            {
                _underWay[id] = read = new(_time.GetUtcNow(), _time.GetTimestamp());
            }
        }

        if (isMine)
        {
            read!.Begin(over => ReadAsync(id, read, notBefore, over), _patience, _time);
        }

        // What somebody else began may have parts that are older than it, and too old for this caller.
        var result = await read!.WaitAsync(cancellationToken);
        return isMine || !(result.State?.AskedAt < notBefore) ? result : await GetAsync(id, notBefore, cancellationToken);
    }

    /// <summary>The state of a subject, if one is remembered that was asked for at <paramref name="notBefore"/> or later.</summary>
    public SubjectState? Recall(SubjectId id, DateTimeOffset? notBefore)
    {
        lock (_lock)
        {
            return _memory.Find(id, notBefore);
        }
    }

    /// <summary>
    /// The incident that people call so. Always read anew. An incident that incident.io does not show has no id here, so that is the failure
    /// <see cref="FailureReason.NotFound"/>.
    /// </summary>
    public async Task<(SubjectState? State, UpstreamFailure? Failure)> GetAsync(
        IncidentReference reference, CancellationToken cancellationToken)
    {
        var (askedAt, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        var result = await _incidents.GetAsync(reference, cancellationToken);
        _faults.Note(result.Faults);
        switch (result)
        {
            case SubjectResult.Found found:
                return (Keep(new SubjectState(found.Subject.Id, found.Subject, askedAt, stamp)), null);
            case SubjectResult.Failed { IsForbidden: true } refused:
                var failure = await _key.JudgeAsync(refused.Failure, cancellationToken);
                return (null, failure ?? refused.Failure with { Reason = FailureReason.NotFound });
            case SubjectResult.Failed failed:
                return (null, failed.Failure);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    /// <summary>What has to be looked at when a subject changed: what it names, and of an incident the company of each kind that is shown for its sake.</summary>
    public IReadOnlyList<SubjectId> LedBy(SubjectState state) =>
    [
        .. state.Subject?.Leads ?? [],
        .. state.Id.Kind == SubjectKind.Incident ? _followers.Keys.Select(kind => Company.Of(kind, state.Id)).OfType<SubjectId>() : [],
    ];

    private async Task<(SubjectState? State, UpstreamFailure? Failure)> ReadAsync(
        SubjectId id, SharedRead<(SubjectState? State, UpstreamFailure? Failure)> read, DateTimeOffset? notBefore, CancellationToken over)
    {
        try
        {
            if (FindListed(id, notBefore) is { Subject: { } bare } listed)
            {
                return await CompleteAsync(listed, bare, notBefore, over);
            }

            var result = await AskAsync(id, read.AskedAt, read.Stamp, over);
            _faults.Note(result.Faults);
            return result switch
            {
                SubjectResult.Found found => await CompleteAsync(new SubjectState(id, found.Subject, read.AskedAt, read.Stamp), found.Subject, notBefore, over),
                SubjectResult.Failed { IsForbidden: true } refused when await _key.JudgeAsync(refused.Failure, over) is { } failure => (null, failure),
                SubjectResult.Failed { IsForbidden: true } or SubjectResult.Failed { Failure.Reason: FailureReason.NotFound } =>
                    (Keep(new SubjectState(id, null, read.AskedAt, read.Stamp)), null),
                SubjectResult.Failed failed => (null, failed.Failure),
                var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
            };
        }
        catch (StoreException exception)
        {
            return (null, new UpstreamFailure(FailureReason.Store, exception.Message));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return (null, new UpstreamFailure(FailureReason.Timeout, $"no answer within {_patience.TotalSeconds:0.#} s"));
        }
        finally
        {
            lock (_lock)
            {
                if (_underWay.TryGetValue(id, out var latest) && ReferenceEquals(latest, read))
                {
                    _underWay.Remove(id);
                }
            }
        }
    }

    private async Task<SubjectResult> AskAsync(SubjectId id, DateTimeOffset askedAt, long stamp, CancellationToken over)
    {
        if (!Company.TryReadIncident(id, out var incident) || !_followers.TryGetValue(id.Kind, out var followers))
        {
            return await _sources[id.Kind].GetAsync(id, over);
        }

        var list = await followers.OfAsync(incident, over);
        if (list.Failure is { } failure)
        {
            return new SubjectResult.Failed(failure);
        }

        foreach (var subject in await _visibility.JoinAsync(list.Whole, over))
        {
            KeepListed(new SubjectState(subject.Id, subject, askedAt, stamp));
        }

        return new SubjectResult.Found(new Company { Id = id, Visibility = Visibility.Private, UpdatedAt = _time.GetUtcNow(), Leads = list.Subjects });
    }

    /// <summary>
    /// The state with those of all that the subject belongs to, and with what was said of who may see it. It is as old as the oldest of them.
    /// </summary>
    private async Task<(SubjectState? State, UpstreamFailure? Failure)> CompleteAsync(
        SubjectState state, Subject subject, DateTimeOffset? notBefore, CancellationToken over)
    {
        subject = (await _visibility.JoinAsync([subject], over))[0];
        var parents = new List<Related>();
        foreach (var id in subject.BelongsTo)
        {
            var (parent, failure) = await GetAsync(id, notBefore, over);
            if (parent is null)
            {
                return (null, failure);
            }

            parents.Add(new Related(id, parent.Subject));
            state = parent.AskedAt < state.AskedAt ? state with { AskedAt = parent.AskedAt, Stamp = parent.Stamp } : state;
        }

        return (Keep(state with { Subject = parents.Count == 0 ? subject : subject with { Parents = parents } }), null);
    }

    /// <summary>A state for which what the subject belongs to was not read is no news to anybody yet, but saves the read of the subject itself.</summary>
    private SubjectState KeepListed(SubjectState state)
    {
        if (state.Subject!.BelongsTo.Count == 0)
        {
            return Keep(state);
        }

        lock (_lock)
        {
            _listed.Keep(state);
        }

        return state;
    }

    private SubjectState? FindListed(SubjectId id, DateTimeOffset? notBefore)
    {
        lock (_lock)
        {
            return _listed.Find(id, notBefore);
        }
    }

    private SubjectState Keep(SubjectState state)
    {
        lock (_lock)
        {
            _memory.Keep(state);
        }

        if (state.Incident is { } incident && IncidentReference.TryParse(incident.Reference, out var reference))
        {
            _references.Note(incident.Id.Value, reference.ToString(), incident.IsPrivate);
        }

        return state;
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.SmallerPage, LogLevel.Debug, "incident.io did not list a page in time; the bridge asks for it again with {PageSize} incidents per page.")]
        public static partial void SmallerPage(ILogger logger, int pageSize);
    }
}
