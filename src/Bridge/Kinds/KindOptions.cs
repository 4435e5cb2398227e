using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds;

/// <summary>What settings say of a kind, and what has to run for it.</summary>
internal abstract record KindOptions(SubjectKind Kind)
{
    /// <summary>Whether anything of it is shown.</summary>
    public abstract bool IsOn { get; }

    /// <summary>Whether it is listed once in a while, since no webhook tells of all that changes.</summary>
    public abstract bool IsPolled { get; }

    /// <summary>The webhooks that tell of it; those of a kind of which nothing is shown are acknowledged and ignored.</summary>
    public virtual IReadOnlyList<SubjectEvent> Events => [];

    /// <summary>Adds its source and its projection, also of a kind of which nothing is shown any more: what was shown is taken away when it is touched.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="incidentIo">How incident.io is reached.</param>
    /// <param name="annotations">The operator's wishes for all kinds at any time.</param>
    public abstract void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations);
}
