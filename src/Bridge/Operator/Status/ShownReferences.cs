using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>
/// What incidents are called on the management port. The reference of a private one is told, as it is in its annotation, unless the settings
/// have private incidents annotated nowhere; then it has its id alone, as in the log.
/// </summary>
internal sealed class ShownReferences(IncidentStates states, DeliverySettings settings)
{
    /// <summary>None of an incident that this process has not read since it started.</summary>
    public string? Of(IncidentId incident) =>
        states.References.Find(incident) is { } seen && MayTell(seen) ? seen.Reference.ToString() : null;

    /// <summary>The incident that is called so; none if no such one was read.</summary>
    public IncidentId? Find(IncidentReference reference) =>
        states.References.Find(reference) is { } incident && Of(incident) is not null ? incident : null;

    private bool MayTell(SeenIncident seen) =>
        !seen.IsPrivate || settings.Routes.Any(route => AnnotationPolicy.PrivateModeOf(settings.Annotations, route) != PrivateMode.Omit);
}
