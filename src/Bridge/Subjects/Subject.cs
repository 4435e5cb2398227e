using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>Something in incident.io that has its place on a graph, as it was read. What it is in particular, its kind knows.</summary>
internal abstract record Subject
{
    public required SubjectId Id { get; init; }

    /// <summary>As far as itself or what told of it says. What belongs to something private is private too: <see cref="IsPrivate"/>.</summary>
    public Visibility Visibility { get; init; }

    /// <summary>Whether it is not known to be public, by itself and by all that it belongs to.</summary>
    public bool IsPrivate
    {
        get => Visibility != Visibility.Public || Parents.Count < BelongsTo.Count || Parents.Any(parent => parent.Subject is not { IsPrivate: false });
        init => Visibility = value ? Visibility.Private : Visibility.Public;
    }

    /// <summary>incident.io's time of its last change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The incidents that it belongs to.</summary>
    public IReadOnlyList<SubjectId> BelongsTo { get; init; } = [];

    /// <summary>What those were like when it was read.</summary>
    public IReadOnlyList<Related> Parents { get; init; } = [];

    /// <summary>What has to be looked at because of it.</summary>
    public IReadOnlyList<SubjectId> Leads { get; init; } = [];

    /// <summary>Whether Grafana shows anything of it, if routes and settings let it.</summary>
    public virtual bool IsDrawn => true;

    /// <summary>Whether the settings of its kind leave it out, so that nothing of it was ever shown as long as they are as they are.</summary>
    public virtual bool IsLeftOut => false;

    /// <summary>Whether its state says each time who may see it. If not, what was ever said of it counts too.</summary>
    public virtual bool SaysItsVisibility => false;

    /// <summary>Times at which it may be shown: Grafana is searched around them.</summary>
    public abstract IEnumerable<DateTimeOffset> Times { get; }

    /// <summary>Whether it may not be over: what is shown of it may reach to now.</summary>
    public abstract bool GoesOn { get; }
}

/// <summary>Something that a subject belongs to.</summary>
/// <param name="Id">Which.</param>
/// <param name="Subject">Its state; none when incident.io does not show it to this key.</param>
internal sealed record Related(SubjectId Id, Subject? Subject);
