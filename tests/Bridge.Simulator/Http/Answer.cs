using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Http;

/// <summary>What a stand-in answers to a request. It is whole before anything is sent, so that a fault can bend, cut or swallow it.</summary>
public sealed record Answer(int Status, byte[] Body, string ContentType)
{
    public const string JsonType = "application/json";

    /// <summary>As Go writes JSON: what is not ASCII stays, and so do quotes in HTML.</summary>
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Answer Json(int status, JsonNode body, string contentType = JsonType) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString(Compact)), contentType);

    public static Answer Text(int status, string body, string contentType = "text/plain; charset=utf-8") =>
        new(status, Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>What a proxy or a sign-in page in front of the real server would say.</summary>
    public static Answer Html(int status, string title) => Text(
        status,
        $"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>",
        "text/html; charset=utf-8");

    public Answer WithHeader(string name, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [name] = value } };
}
