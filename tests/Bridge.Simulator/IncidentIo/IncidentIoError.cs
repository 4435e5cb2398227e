using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary>The error answers of the API: <c>{type, status, request_id, errors}</c>.</summary>
internal static class IncidentIoError
{
    public static Answer MissingKey() =>
        Of(401, "authentication_error", "missing_authorization_material", "No authorization material provided in request");

    public static Answer WrongKey() => Of(401, "authentication_error", "unauthenticated", "Unauthenticated");

    /// <summary>The key's roles do not include the scope. Type and status are documented, the other words are not.</summary>
    public static Answer Forbidden(string scope) =>
        Of(403, "resource_forbidden", "forbidden", $"This API key does not have the {scope} scope");

    public static Answer NotFound(string what) => Of(404, "not_found", "not_found", $"{what} not found");

    public static Answer MethodNotAllowed() => Of(405, "method_not_allowed", "method_not_allowed", "Method not allowed");

    public static Answer Invalid(string field, string message) => Of(422, "validation_error", "is_invalid", message, field);

    /// <summary>The bucket of a key is empty; the next token comes in <paramref name="seconds"/>.</summary>
    public static Answer RateLimited(int seconds, DateTimeOffset now)
    {
        var body = Body(429, "too_many_requests", "too_many_requests", "Rate limit reached");
        body["rate_limit"] = new JsonObject
        {
            ["name"] = "api_key",
            ["limit"] = RateLimit.Capacity,
            ["remaining"] = 0,
            ["retry_after"] = IncidentDocument.Instant(now + TimeSpan.FromSeconds(seconds)),
        };
        return Answer.Json(429, body).WithHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
    }

    private static Answer Of(int status, string type, string code, string message, string? field = null) =>
        Answer.Json(status, Body(status, type, code, message, field));

    private static JsonObject Body(int status, string type, string code, string message, string? field = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (field is not null)
        {
            error["source"] = new JsonObject { ["field"] = field };
        }

        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["request_id"] = Guid.NewGuid().ToString(),
            ["errors"] = new JsonArray(error),
        };
    }
}
