using Bridge.Observability;

namespace Bridge.Reconciliation;

internal sealed partial class AnnotationApplier
{
    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationUpdated, LogLevel.Information, "Annotation {AnnotationId} of {Subject:s} in Grafana {Grafana} is changed.")]
        public static partial void AnnotationUpdated(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationDeleted, LogLevel.Information, "Annotation {AnnotationId} of {Subject:s} is taken away from Grafana {Grafana}.")]
        public static partial void AnnotationDeleted(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DuplicateRemoved,
            LogLevel.Warning,
            "{Subject:S} had another annotation in Grafana {Grafana}, {AnnotationId}, a double or in a place that it was not made for; it is deleted.")]
        public static partial void DuplicateRemoved(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DeletedInstead,
            LogLevel.Warning,
            "Grafana {Grafana} would not have the words of {Subject:s} replaced, which have to go. The bridge has deleted the annotation.")]
        public static partial void DeletedInstead(ILogger logger, IFormattable subject, string grafana);
    }
}
