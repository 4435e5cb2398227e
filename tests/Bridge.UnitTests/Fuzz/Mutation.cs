using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.UnitTests.Fuzz;

/// <summary>Makes hostile input of good input: first as JSON, member by member, and then as bytes.</summary>
internal static class Mutation
{
    /// <summary>Stands for half a character, which no tree can hold, until the text is written.</summary>
    private const string Half = "@half@";

    /// <summary>Values that programs stumble over, as JSON.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "0.5", "1e400", "-1e-400", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "253402300799999", "253402300800000", "-62135596800000", "-62135596800001", "1E2", "[]", "{}", "[null]",
        "[[]]", "[{}]", "{\"\":null}", "\"\"", "\" \"", "\"null\"", "\"0\"", "\"\\u0000\"", "\"\\u001b[31m\\r\\n\"", $"\"{Half}\"", "\"\\u202e\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"2026-02-30T00:00:00Z\"", "\"../../..\"", "\"%2e%2e%2f\"", "\"javascript:alert(1)\"", "\"http://[\"", "\"public\"", "\"live\"",
        "\"incident:01ABC\"", "\"x-incident:01ABC\"", "\"<script>\"", "\"{{ 7 }}\"",
    ];

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "-", "1e9", "//", "/*", "\r\n", "\0", "\uFEFF", "\"id\":", "\"id\":0,", "\"id\":-1",
        "\"event_type\":", "\"incident\":", "\"tags\":[null],", "\u001b[2J", "\u2028", "﷽",
    ];

    /// <summary>The JSON with up to four of its values replaced, removed, renamed, doubled, nested or repeated.</summary>
    public static string Json(Random random, string json)
    {
        var root = JsonNode.Parse(json);
        for (var left = random.Next(5); left > 0 && root is not null; left--)
        {
            var places = Places(root).ToList();
            if (places.Count > 0)
            {
                Change(random, places[random.Next(places.Count)]);
            }
        }

        var text = root?.ToJsonString(new JsonSerializerOptions { MaxDepth = 1024 }) ?? "null";
        text = text.Replace(Half, "\\ud800", StringComparison.Ordinal);
        return random.Next(8) == 0 ? Double(random, text) : text;
    }

    /// <summary>The bytes with up to three of them or of their runs flipped, cut, repeated, moved or put in.</summary>
    public static byte[] Bytes(Random random, byte[] bytes)
    {
        var result = bytes.ToList();
        for (var left = random.Next(4); left > 0; left--)
        {
            var at = random.Next(result.Count + 1);
            var length = Math.Min(random.Next(1, 9), result.Count - at);
            switch (random.Next(6))
            {
                case 0 when length > 0:
                    result[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    result.RemoveRange(at, length);
                    break;
                case 2:
                    result.InsertRange(at, result.GetRange(at, length));
                    break;
                case 3:
                    result.InsertRange(random.Next(result.Count + 1), result.GetRange(at, length));
                    break;
                case 4:
                    result.RemoveRange(at, result.Count - at);
                    break;
                default:
                    result.InsertRange(at, random.Next(2) == 0 ? Encoding.UTF8.GetBytes(OneOf(random, Tokens)) : [(byte)random.Next(256)]);
                    break;
            }
        }

        return [.. result];
    }

    /// <summary>Three of four inputs stay good JSON, so that they get far.</summary>
    public static byte[] JsonBytes(Random random, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(Json(random, json));
        return random.Next(4) == 0 ? Bytes(random, bytes) : bytes;
    }

    public static T OneOf<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>Text of what people type and what nobody should.</summary>
    public static string Text(Random random, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => random.Next(3) switch
        {
            0 => OneOf(random, Tokens),
            1 => ((char)random.Next(0x20, 0x7F)).ToString(),
            _ => new Rune(random.Next(0xD800)).ToString(),
        }));

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Below(members, member.Value)),
        JsonArray items => items.SelectMany(item => Below(items, item)),
        _ => [],
    };

    /// <summary>A null is no node and has no place of its own, so its parent stands for it.</summary>
    private static IEnumerable<JsonNode> Below(JsonNode parent, JsonNode? child) => child is null ? [parent] : Places(child).Prepend(child);

    private static void Change(Random random, JsonNode node)
    {
        switch (random.Next(6))
        {
            case 0 when node.Parent is JsonObject parent:
                parent.Remove(node.GetPropertyName());
                break;
            case 1 when node.Parent is JsonObject parent:
                var (name, value) = (node.GetPropertyName(), node.DeepClone());
                parent.Remove(name);
                parent[random.Next(2) == 0 ? name.ToUpperInvariant() : name + Text(random, 2)] = value;
                break;
            case 2 when node.Parent is JsonArray parent:
                parent.Add(node.DeepClone());
                parent.Insert(random.Next(parent.Count), Value(random));
                break;
            case 3:
                Replace(node, random.Next(2) == 0 ? new JsonArray(node.DeepClone()) : new JsonObject { ["id"] = node.DeepClone() });
                break;
            case 4:
                Replace(node, JsonValue.Create(Text(random, random.Next(50) == 0 ? 5_000 : 12)));
                break;
            default:
                Replace(node, Value(random));
                break;
        }
    }

    private static JsonNode? Value(Random random) => random.Next(60) == 0 ? Deep(random.Next(1, 90)) : JsonNode.Parse(OneOf(random, Values));

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonArray();
        for (; levels > 0; levels--)
        {
            node = new JsonArray(node);
        }

        return node;
    }

    private static void Replace(JsonNode node, JsonNode? value)
    {
        if (node.Parent is JsonObject members)
        {
            members[node.GetPropertyName()] = value;
        }
        else if (node.Parent is JsonArray items)
        {
            items[node.GetElementIndex()] = value;
        }
    }

    /// <summary>Puts in a second member of a name that is there already, which no tree can hold.</summary>
    private static string Double(Random random, string text)
    {
        var brace = text.IndexOf('{', random.Next(text.Length));
        var doubled = brace < 0
            ? text
            : text.Insert(brace + 1, $"\"{OneOf(random, ["id", "event_type", "incident", "dashboard", "tags"])}\":{OneOf(random, Values)},");
        doubled = doubled.Replace(Half, "\\ud800", StringComparison.Ordinal);
        return IsJson(doubled) ? doubled : text;
    }

    /// <summary>Not every brace opens an object that has a member: some stand in texts, and some objects are empty.</summary>
    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1024 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
