using System.Globalization;
using System.Net.Http.Headers;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>Answers of the upstreams, good and bad.</summary>
internal static class Answer
{
    /// <summary>Marks an answer that never reaches the client; <see cref="UpstreamMock"/> breaks the connection instead.</summary>
    public const string LostHeader = "x-test-lost";

    /// <summary>What a proxy or a login page says in place of the upstream.</summary>
    public static IResponseBuilder Html() => Response.Create().WithHeader("Content-Type", "text/html").WithBody("<!doctype html><title>Sign in</title>");

    public static IResponseBuilder Json(string body, int status = 200) =>
        Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/json").WithBody(body);

    public static IResponseBuilder Status(int status) => Json("""{"message":"no"}""", status);

    /// <summary>The request has its effect, and the connection breaks before the answer is through.</summary>
    public static IResponseBuilder Lost() => Json("{}").WithHeader(LostHeader, "1");

    public static IResponseBuilder RedirectTo(string url, int status = 302) => Response.Create().WithStatusCode(status).WithHeader("Location", url);

    public static IResponseBuilder TooMany(RetryConditionHeaderValue retryAfter) =>
        Status(429).WithHeader("Retry-After", retryAfter.ToString());

    public static IResponseBuilder TooMany(int seconds) => Status(429).WithHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));

    public static IResponseBuilder OldGrafanaHasNoSuchId() => Json("""{"message":"Could not find annotation to update"}""", 500);
}
