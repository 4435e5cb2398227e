using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Http;

/// <summary>One way in which a server can go wrong. A <see cref="FaultPlan"/> says when it does.</summary>
public sealed class Fault
{
    private readonly string _name;
    private readonly Func<Exchange, Task> _apply;

    private Fault(string name, Func<Exchange, Task> apply) => (_name, _apply) = (name, apply);

    /// <summary>The connection is cut before anything is done.</summary>
    public static Fault ConnectionReset { get; } = new("connection reset", exchange =>
    {
        exchange.Cut();
        return Task.CompletedTask;
    });

    /// <summary>The request is acted on, and then the connection is cut: the client cannot know.</summary>
    public static Fault AnswerLost { get; } = new("answer lost", exchange =>
    {
        exchange.Handle();
        exchange.Cut();
        return Task.CompletedTask;
    });

    /// <summary>The request is acted on, and half of the answer arrives.</summary>
    public static Fault AnswerTruncated { get; } = new("answer truncated", exchange => exchange.SendHalfAsync(exchange.Handle()));

    /// <summary>A sign-in page or a wrong address: status 200, and HTML. Nothing is done.</summary>
    public static Fault Html { get; } = Answering(Answer.Html(200, "Sign in"));

    /// <summary>The answer never comes; nothing is done.</summary>
    public static Fault Hangs { get; } = new(
        "hangs", exchange => Task.Delay(Timeout.InfiniteTimeSpan, exchange.Time, exchange.Aborted));

    /// <summary>The request is acted on and answered correctly, once this has ended.</summary>
    public static Fault HangsUntil(Task released) => new("hangs for a while", async exchange =>
    {
        await released.WaitAsync(exchange.Aborted);
        await exchange.SendAsync(exchange.Handle());
    });

    /// <summary>The request is acted on and answered without the member <c>id</c>.</summary>
    public static Fault WithoutId { get; } = Rewriting("answer without id", body => body.Remove("id"));

    /// <summary>An error in the words of a proxy, with nothing done.</summary>
    public static Fault Status(int status) => Answering(Answer.Html(status, $"Error {status}"));

    /// <summary>Any answer, with nothing done.</summary>
    public static Fault Answering(Answer answer) => new($"HTTP {answer.Status}", exchange => exchange.SendAsync(answer));

    /// <summary>429 with <c>Retry-After</c> in whole seconds.</summary>
    public static Fault TooManyRequests(int retryAfterSeconds) =>
        RateLimited(_ => retryAfterSeconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>503 in the words of a proxy, with <c>Retry-After</c> in whole seconds.</summary>
    public static Fault Unavailable(int retryAfterSeconds) => Answering(
        Answer.Html(503, "Service Unavailable").WithHeader("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture)));

    /// <summary>429 with <c>Retry-After</c> as a date, this long after each request.</summary>
    public static Fault TooManyRequestsUntil(TimeSpan retryAfter) =>
        RateLimited(time => (time.GetUtcNow() + retryAfter).ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The request is acted on and answered correctly, after this long.</summary>
    public static Fault Slow(TimeSpan delay) => new($"slow by {delay:c}", async exchange =>
    {
        await Task.Delay(delay, exchange.Time, exchange.Aborted);
        await exchange.SendAsync(exchange.Handle());
    });

    /// <summary>The connection is cut at once, and the request is acted on this long after: it waited in a proxy that did not give up.</summary>
    public static Fault ArrivesLate(TimeSpan delay) => new($"arrives late by {delay:c}", exchange =>
    {
        exchange.Cut();
        _ = Task.Delay(delay, exchange.Time, CancellationToken.None)
            .ContinueWith(_ => exchange.Handle(), TaskScheduler.Default);
        return Task.CompletedTask;
    });

    /// <summary>The request is acted on and answered with this <c>id</c>; Grafana's migration may say 0.</summary>
    public static Fault WithId(JsonValue id) => Rewriting("answer with another id", body => body["id"] = id.DeepClone());

    public override string ToString() => _name;

    /// <summary>A fault that only one kind of server has.</summary>
    internal static Fault Of(string name, Func<Exchange, Task> apply) => new(name, apply);

    internal Task ApplyAsync(Exchange exchange) => _apply(exchange);

    private static Fault Rewriting(string name, Action<JsonObject> change) => new(name, async exchange =>
    {
        var answer = exchange.Handle();
        if (JsonNode.Parse(answer.Body) is JsonObject body)
        {
            change(body);
            answer = answer with { Body = JsonSerializer.SerializeToUtf8Bytes(body) };
        }

        await exchange.SendAsync(answer);
    });

    private static Fault RateLimited(Func<TimeProvider, string> retryAfter) => new("HTTP 429", exchange => exchange.SendAsync(
        Answer.Json(429, new JsonObject { ["message"] = "Too many requests" })
            .WithHeader("Retry-After", retryAfter(exchange.Time))));
}
