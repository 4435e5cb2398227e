using Bridge.Observability;

namespace Bridge.Reconciliation;

internal sealed partial class AnnotationApplier
{
    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationUpdated, LogLevel.Information, "Annotation {AnnotationId} of incident {IncidentId} in Grafana {Grafana} is changed.")]
        public static partial void AnnotationUpdated(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationDeleted, LogLevel.Information, "Annotation {AnnotationId} of incident {IncidentId} is taken away from Grafana {Grafana}.")]
        public static partial void AnnotationDeleted(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DuplicateRemoved,
            LogLevel.Warning,
            "Incident {IncidentId} had another annotation in Grafana {Grafana}, {AnnotationId}, a double or in a place that it was not made for; it is deleted.")]
        public static partial void DuplicateRemoved(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DeletedInstead,
            LogLevel.Warning,
            "Grafana {Grafana} would not have the words of incident {IncidentId} replaced, which have to go. The bridge has deleted the annotation.")]
        public static partial void DeletedInstead(ILogger logger, string incidentId, string grafana);
    }
}
