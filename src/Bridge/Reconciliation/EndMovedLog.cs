using Bridge.Observability;

namespace Bridge.Reconciliation;

internal static partial class EndMovedLog
{
    /// <summary>An open incident has one of these per interval and Grafana. They say that time passes, and are not logged by default.</summary>
    [LoggerMessage(
        EventIds.EndMoved, LogLevel.Debug, "The open end of annotation {AnnotationId} of {Subject:s} in Grafana {Grafana} is moved to {End:O}.")]
    public static partial void EndMoved(ILogger logger, long annotationId, IFormattable subject, string grafana, DateTimeOffset end);
}
