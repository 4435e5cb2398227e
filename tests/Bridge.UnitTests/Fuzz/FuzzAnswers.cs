using System.Net;

namespace Bridge.UnitTests.Fuzz;

/// <summary>Answers of an upstream: mostly with success, and with a body that may be anything.</summary>
internal static class FuzzAnswers
{
    private static readonly int[] Failures = [201, 204, 206, 302, 400, 401, 404, 408, 429, 500, 502, 503, 599];

    private static readonly string[] RetryAfters =
        ["30", "-1", "0", "99999999999999999999", "1e3", "Wed, 21 Oct 9999 07:28:00 GMT", "Thu, 01 Jan 0001 00:00:00 GMT", "soon", ""];

    public static HttpResponseMessage Of(Random random, string json) => Of(random, Mutation.JsonBytes(random, json));

    public static HttpResponseMessage Of(Random random, byte[] body)
    {
        var status = random.Next(5) == 0 ? Mutation.OneOf(random, Failures) : 200;
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        if (random.Next(3) == 0)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", Mutation.OneOf(random, RetryAfters));
        }

        if (random.Next(8) == 0)
        {
            answer.Headers.TryAddWithoutValidation("Date", Mutation.Text(random, 8));
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", "text/html; charset=nonsense");
        }

        return answer;
    }
}
