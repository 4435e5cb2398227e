using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>The webhooks about alerts. No other change of an alert has one: neither of its priority nor of the incidents that it is attached to.</summary>
/// <remarks>Source: the webhooks of incident.io's OpenAPI document. The payload is the alert itself; of a private one it is the id alone.</remarks>
internal static class AlertEvents
{
    public static readonly IReadOnlyList<SubjectEvent> All =
    [
        Of("public_alert.alert_created_v1", Visibility.Public),
        Of("public_alert.alert_resolved_v1", Visibility.Public),
        Of("private_alert.alert_created_v1", Visibility.Private),
        Of("private_alert.alert_resolved_v1", Visibility.Private),
    ];

    private static SubjectEvent Of(string type, Visibility visibility) => new(type, SubjectKind.Alert, ["id"], visibility);
}
