using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>The answers of Grafana, with the content types that it gives them.</summary>
internal static class GrafanaAnswer
{
    public const string JsonWithCharset = "application/json; charset=UTF-8";

    private const string AccessDenied = "Access denied to this dashboard";

    public static Answer Message(int status, string message, string contentType = Answer.JsonType) =>
        Answer.Json(status, new JsonObject { ["message"] = message }, contentType);

    public static Answer Added(long id, string message = "Annotation added") =>
        Answer.Json(200, new JsonObject { ["id"] = id, ["message"] = message });

    /// <summary>A body that the old binding could not read: an array, not an object.</summary>
    public static Answer NotBound(int status, string classification, string message) => Answer.Json(
        status,
        new JsonArray(new JsonObject { ["classification"] = classification, ["message"] = message }),
        "application/json; charset=utf-8");

    public static Answer NoSuchPath() => Message(404, "Not found", JsonWithCharset);

    public static Answer Unauthorized(string message) => Message(401, message, JsonWithCharset);

    /// <summary>Refused: in the words of the old roles, or of the newer permissions.</summary>
    public static Answer Forbidden(GrafanaBehaviour behaviour, string permission) => behaviour == GrafanaBehaviour.V7
        ? Message(403, AccessDenied)
        : Answer.Json(403, new JsonObject
        {
            ["title"] = "Access denied",
            ["message"] = $"You'll need additional permissions to perform this action. Permissions needed: {permission}",
            ["accessErrorId"] = "ACE0123456789",
        });

    /// <summary>No annotation has this id: each age of Grafana says so in its own way.</summary>
    public static Answer Missing(GrafanaBehaviour behaviour, string permission) => behaviour switch
    {
        GrafanaBehaviour.V7 => Message(500, "Could not find annotation to update"),
        GrafanaBehaviour.Newer => Message(404, "Annotation not found"),
        _ => Forbidden(behaviour, permission),
    };
}
