using System.Net;
using System.Text;

namespace Bridge.UnitTests.Upstreams;

/// <summary>Answers of an upstream.</summary>
internal static class Answers
{
    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Html(HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent("<!DOCTYPE html><title>Grafana</title>", Encoding.UTF8, "text/html") };

    public static HttpResponseMessage Status(HttpStatusCode status, string? retryAfter = null)
    {
        var answer = Json("{\"message\":\"no\"}", status);
        if (retryAfter is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return answer;
    }

    /// <summary>A body that breaks off: the headers said success, then the connection went.</summary>
    public static HttpResponseMessage Broken() => new(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) };

    /// <summary>A body that never comes: the headers said success, then nothing more.</summary>
    public static HttpResponseMessage Endless(HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StreamContent(new EndlessStream()) };

    private sealed class EndlessStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection was reset.");
    }
}
