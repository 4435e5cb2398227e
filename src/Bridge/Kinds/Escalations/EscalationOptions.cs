using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds.Escalations;

/// <summary>Which escalations are shown, and how.</summary>
internal sealed record EscalationOptions() : KindOptions(SubjectKind.Escalation)
{
    public ShownEscalations Show { get; init; }

    /// <summary>Where a region ends, or the second point is.</summary>
    public EscalationUntil Until { get; init; }

    public AnnotationShape Shape { get; init; }

    /// <summary>Priorities, one of which an escalation must have, in any case; none for any.</summary>
    public IReadOnlyList<string> Priorities { get; init; } = [];

    public override bool IsOn => Show != ShownEscalations.None;

    /// <summary>A webhook may be lost.</summary>
    public override string Scope => "escalations.view";

    public override bool IsPolled => true;

    public override IReadOnlyList<SubjectEvent> Events { get; } =
    [
        new("public_escalation.escalation_created_v1", SubjectKind.Escalation, ["id"], Visibility.Public),
        new("public_escalation.escalation_status_updated_v1", SubjectKind.Escalation, ["escalation", "id"], Visibility.Public),
        new("private_escalation.escalation_created_v1", SubjectKind.Escalation, ["id"], Visibility.Private),
        new("private_escalation.escalation_status_updated_v1", SubjectKind.Escalation, ["id"], Visibility.Private),
    ];

    public static EscalationOptions Read(SettingsSection section) => new()
    {
        Show = section.Choice("Show", ShownEscalations.None),
        Until = section.Choice("Until", EscalationUntil.Acknowledged),
        Shape = section.Choice("Shape", AnnotationShape.Region),
        Priorities = section.List("Priorities"),
    };

    public override IReadOnlyList<IOptionalList> OptionalLists(IServiceProvider services) =>
        [services.GetRequiredService<EscalationNameLists>(), services.GetRequiredService<AlertSources>()];

    public override void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IEscalationApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton<EscalationNameLists>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EscalationSource>(provider, this));
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<EscalationSource>());
        services.AddSingleton<ISubjectListing>(provider => provider.GetRequiredService<EscalationSource>());
        services.AddSingleton<IProjection>(provider => new EscalationProjection(this, () => annotations(provider)));
        if (IsOn)
        {
            services.AddSingleton<IFollowers>(provider => provider.GetRequiredService<EscalationSource>());
        }
    }
}

/// <summary>Which escalations are shown.</summary>
internal enum ShownEscalations
{
    None,

    /// <summary>Those of incidents that a route shows.</summary>
    Shown,

    /// <summary>Every one that paged somebody.</summary>
    All,
}

/// <summary>What of an escalation's life is drawn.</summary>
internal enum EscalationUntil
{
    /// <summary>Until somebody first acknowledged it: how long nobody answered. If nobody did, until it was over.</summary>
    Acknowledged,

    /// <summary>Until it was over.</summary>
    Done,
}
