using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>
/// What incidents are called on the management port. The reference of a private one is told, as it is in its annotation, unless the settings
/// have private incidents annotated nowhere; then it goes by its id.
/// </summary>
internal sealed class ShownReferences(IncidentReferences references, DeliverySettings settings)
{
    /// <summary>None of an incident that this process has not read since it started.</summary>
    public string? Of(SubjectId incident) =>
        references.Of(incident.Value) is { } named && MayTell(named) ? named.Reference : null;

    /// <summary>The incident that is called so; none if no such one was read.</summary>
    public SubjectId? Find(IncidentReference reference) =>
        references.IdOf(reference.ToString()) is { } id && SubjectId.Parse(id) is var incident && Of(incident) is not null ? incident : null;

    private bool MayTell(NamedIncident named) =>
        !named.IsPrivate || settings.Routes.Any(route => AnnotationPolicy.PrivateModeOf(settings.Annotations, route) != PrivateMode.Omit);
}
