using Bridge.Observability;

namespace Bridge.Reconciliation;

internal sealed partial class AnnotationApplier
{
    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationCreated, LogLevel.Information, "Incident {IncidentId} is annotated in Grafana {Grafana} as {AnnotationId}.")]
        public static partial void AnnotationCreated(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationUpdated, LogLevel.Information, "Annotation {AnnotationId} of incident {IncidentId} in Grafana {Grafana} is up to date.")]
        public static partial void AnnotationUpdated(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationDeleted, LogLevel.Information, "Annotation {AnnotationId} of incident {IncidentId} is taken away from Grafana {Grafana}.")]
        public static partial void AnnotationDeleted(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationAdopted,
            LogLevel.Information,
            "Incident {IncidentId} was annotated in Grafana {Grafana} already, as {AnnotationId}; that annotation is kept.")]
        public static partial void AnnotationAdopted(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DuplicateRemoved, LogLevel.Warning, "Incident {IncidentId} had a second annotation in Grafana {Grafana}, {AnnotationId}; it is deleted.")]
        public static partial void DuplicateRemoved(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationGone,
            LogLevel.Warning,
            "Annotation {AnnotationId} of incident {IncidentId} is gone from Grafana {Grafana}; it is made again.")]
        public static partial void AnnotationGone(ILogger logger, string incidentId, string grafana, long annotationId);
    }
}
