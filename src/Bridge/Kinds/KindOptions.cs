using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds;

/// <summary>What settings say of a kind, and what has to run for it.</summary>
internal abstract record KindOptions(SubjectKind Kind)
{
    /// <summary>The setting of its section that turns it on.</summary>
    public virtual string Switch => "Show";

    /// <summary>Whether anything of it is shown.</summary>
    public abstract bool IsOn { get; }

    /// <summary>Whether it is listed once in a while, since no webhook tells of all that changes.</summary>
    public abstract bool IsPolled { get; }

    /// <summary>The webhooks that tell of it; those of a kind of which nothing is shown are acknowledged and ignored.</summary>
    public virtual IReadOnlyList<SubjectEvent> Events => [];

    /// <summary>Whether nothing would ever be found of it without lists.</summary>
    public virtual bool NeedsLists => IsPolled && Events.Count == 0;

    /// <summary>The scope of incident.io's without which the key may not read it; none if that is not known.</summary>
    public virtual string? Scope => null;

    /// <summary>The colour of its annotation query, by one of Grafana's names.</summary>
    public virtual string Color => "light-blue";

    /// <summary>Asks for one page of it, or, of a kind without a list, for one that is not there: why the key may not read it, or null if it may.</summary>
    public async Task<UpstreamFailure?> ProveAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetServices<ISubjectListing>().FirstOrDefault(listing => listing.Kind == Kind) is { } listing)
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await using var pages = listing.ListAsync(now, cancellationToken).GetAsyncEnumerator(cancellationToken);
            return await pages.MoveNextAsync() ? pages.Current.Failure : null;
        }

        SubjectId.TryCreate(Kind, "check", out var nobody);
        var source = services.GetServices<ISubjectSource>().Single(source => source.Kind == Kind);
        return await source.GetAsync(nobody, cancellationToken) is SubjectResult.Failed { Failure: { Reason: not FailureReason.NotFound } failure } ? failure : null;
    }

    /// <summary>The lists without which less is known of it.</summary>
    public virtual IReadOnlyList<IOptionalList> OptionalLists(IServiceProvider services) => [];

    /// <summary>Adds its source and its projection, also of a kind of which nothing is shown any more: what was shown is taken away when it is touched.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="incidentIo">How incident.io is reached.</param>
    /// <param name="annotations">The operator's wishes for all kinds at any time.</param>
    public abstract void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations);
}
