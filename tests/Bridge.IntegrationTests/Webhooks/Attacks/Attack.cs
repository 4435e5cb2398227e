using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks.Attacks;

/// <summary>
/// A request byte for byte (Latin-1), and what has to come of it. Words in braces stand for what a genuine webhook has: its id, its signature, its
/// length, or a signature that was made in another way than the right one.
/// </summary>
internal sealed partial record Attack
{
    private const string EventType = "public_incident.incident_updated_v2";
    private const string Genuine = $$$"""{"event_type":"{{{EventType}}}","{{{EventType}}}":{"id":"{{{WebhookScene.IncidentId}}}","name":"x"}}""";
    private const string SentTimestamp = "of:sent timestamp ";

    /// <summary>What is tried.</summary>
    [JsonPropertyName("attack")]
    public required string Name { get; init; }

    [JsonPropertyName("request")]
    public required string Request { get; init; }

    /// <summary>The body that the sender signed.</summary>
    [JsonPropertyName("signed")]
    public string Signed { get; init; } = Genuine;

    /// <summary>The statuses that come back, in order.</summary>
    [JsonPropertyName("answers")]
    public required IReadOnlyList<int> Answers { get; init; }

    /// <summary>How many webhooks are stored.</summary>
    [JsonPropertyName("stored")]
    public required int Stored { get; init; }

    /// <summary>Whether a part of the request never comes, so that the sender has to hang up.</summary>
    [JsonPropertyName("incomplete")]
    public bool IsIncomplete { get; init; }

    /// <summary>The attacks of a file beside this one.</summary>
    public static IReadOnlyList<Attack> Read(string suite) => JsonSerializer.Deserialize<List<Attack>>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Webhooks", "Attacks", $"{suite}.json")))!;

    /// <summary>A new id for the genuine webhook, whose signature has a character that URL-safe base64 writes in another way.</summary>
    /// <param name="now">When it is signed, in unix seconds.</param>
    public string NewId(long now)
    {
        while (true)
        {
            var id = $"msg_{Guid.NewGuid():N}";
            if (Raw($"{id}.{Number(now)}.{Signed}").AsSpan().ContainsAny('+', '/'))
            {
                return id;
            }
        }
    }

    /// <summary>The bytes of it.</summary>
    /// <param name="id">The id that the genuine webhook has.</param>
    /// <param name="now">When it was signed, in unix seconds.</param>
    public byte[] ToBytes(string id, long now)
    {
        var request = SentTimestampWord().Replace(Request, match => Raw($"{id}.{WithTimes(match.Groups[1].Value, now)}.{Signed}"));
        return Encoding.Latin1.GetBytes(Word().Replace(request, match => Value(match.Groups[1].Value, id, now) ?? match.Value));
    }

    public override string ToString() => Name;

    private static string WithTimes(string text, long now) => text
        .Replace("{timestamp}", Number(now), StringComparison.Ordinal)
        .Replace("{timestamp-301}", Number(now - 301), StringComparison.Ordinal)
        .Replace("{timestamp+301}", Number(now + 301), StringComparison.Ordinal);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Raw(string content) => Convert.ToBase64String(
        HMACSHA256.HashData(Convert.FromBase64String(BridgeInstance.SigningSecret["whsec_".Length..]), Encoding.Latin1.GetBytes(content)));

    private static string With(byte[] key, string content) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.Latin1.GetBytes(content)));

    private string? Value(string word, string id, long now)
    {
        var content = $"{id}.{now}.{Signed}";
        var secret = BridgeInstance.SigningSecret;
        var text = secret["whsec_".Length..];
        var raw = Raw(content);
        return word switch
        {
            "id" => id,
            "ID" => id.ToUpperInvariant(),
            "timestamp" or "timestamp-301" or "timestamp+301" => WithTimes($"{{{word}}}", now),
            "raw" => raw,
            "signature" => $"v1,{raw}",
            "body" => Signed,
            "cutbody" => Signed[..^1],
            "length" => Number(Signed.Length),
            "length+1" => Number(Signed.Length + 1),
            "length+3" => Number(Signed.Length + 3),
            "length-1" => Number(Signed.Length - 1),
            "length*2" => Number(Signed.Length * 2),
            "hexlength" => Signed.Length.ToString("x", CultureInfo.InvariantCulture),
            "hex" => Convert.ToHexStringLower(Convert.FromBase64String(raw)),
            "urlsafe" => raw.Replace('+', '-').Replace('/', '_'),
            "lower" => raw.ToLowerInvariant(),
            "unpadded" => raw.TrimEnd('='),
            "cut" => raw[..^1],
            "of:empty key" => With([], content),
            "of:text key" => With(Encoding.ASCII.GetBytes(text), content),
            "of:whole key" => With(Encoding.ASCII.GetBytes(secret), content),
            "of:other key" => With("0123456789abcdef"u8.ToArray(), content),
            "of:sha384" => Convert.ToBase64String(HMACSHA384.HashData(Convert.FromBase64String(text), Encoding.Latin1.GetBytes(content))),
            "of:sha512" => Convert.ToBase64String(HMACSHA512.HashData(Convert.FromBase64String(text), Encoding.Latin1.GetBytes(content))),
            "of:plain" => Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(content))),
            "of:body" => Raw(Signed),
            "of:no id" => Raw($"{now}.{Signed}"),
            "of:no timestamp" => Raw($"{id}.{Signed}"),
            "of:other dots" => Raw($"{id}:{now}:{Signed}"),
            "of:another id" => Raw($"{id}x.{now}.{Signed}"),
            "of:another timestamp" => Raw($"{id}.{now - 1}.{Signed}"),
            "of:turned" => Raw($"{now}.{id}.{Signed}"),
            _ => null,
        };
    }

    [GeneratedRegex(@"\{([a-zA-Z][^{}\r\n""]*)\}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{" + SentTimestamp + @"(.*?)\}(?=\r\n)")]
    private static partial Regex SentTimestampWord();
}
