using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>The answers that more than one version of Grafana gives, with the content types that they have.</summary>
internal static class GrafanaAnswer
{
    public const string JsonWithCharset = "application/json; charset=UTF-8";

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

    /// <summary>Refused in the words of the newer permissions.</summary>
    public static Answer LacksPermission(string permission) => Answer.Json(
        403,
        new JsonObject
        {
            ["accessErrorId"] = "ACE0123456789",
            ["message"] = $"You'll need additional permissions to perform this action. Permissions needed: {permission}",
            ["title"] = "Access denied",
        },
        JsonWithCharset);

    /// <param name="more">What a version adds.</param>
    public static Answer TagLimitExceeded(JsonObject more)
    {
        more["statusCode"] = 400;
        more["messageId"] = "annotations.tag-limit-exceeded";
        more["message"] = "Tags length exceeds the maximum allowed.";
        return Answer.Json(400, more);
    }
}
