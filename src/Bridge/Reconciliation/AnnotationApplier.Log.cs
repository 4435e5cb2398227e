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
            EventIds.AnnotationGone,
            LogLevel.Warning,
            "Annotation {AnnotationId} of incident {IncidentId} is gone from Grafana {Grafana}; it is made again.")]
        public static partial void AnnotationGone(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DeletedInstead,
            LogLevel.Warning,
            "Grafana {Grafana} would not have the words of incident {IncidentId} replaced, which have to go. The bridge has deleted the annotation.")]
        public static partial void DeletedInstead(ILogger logger, string incidentId, string grafana);
    }
}
