using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <summary>
/// An object of an answer. Reading it never fails: a member that is missing, null, or not of the type that is asked for is not set. The last
/// kind is noted by its path, which is made of names that the bridge knows and never has anything of the answer in it.
/// </summary>
/// <param name="element">The object; anything else, or the default, is one without members.</param>
/// <param name="path">Where it stands, such as <c>incidents[].severity</c>; empty for the whole answer.</param>
/// <param name="odd">Gets the path of each member that is of another type.</param>
internal readonly struct LenientJson(JsonElement element, string path, ICollection<string> odd)
{
    /// <summary>incident.io is not older; nobody plans so far ahead.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private delegate bool Reader<TValue>(JsonElement member, [MaybeNullWhen(false)] out TValue value);

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A text; none also for half of a surrogate pair, and for bytes that are no UTF-8.</summary>
    public string? Text(string name) => Read<string>(name, JsonValueKind.String, ReadText, out var text) ? text : null;

    /// <summary>A whole number of 32 bits.</summary>
    public int? Integer(string name) =>
        Read(name, JsonValueKind.Number, static (JsonElement member, out int number) => member.TryGetInt32(out number), out var number) ? number : null;

    /// <summary>A whole number of 64 bits.</summary>
    public long? Long(string name) =>
        Read(name, JsonValueKind.Number, static (JsonElement member, out long number) => member.TryGetInt64(out number), out var number) ? number : null;

    /// <summary>True or false.</summary>
    public bool? Flag(string name) =>
        Any(name).ValueKind == JsonValueKind.True ? true : Read<JsonElement>(name, JsonValueKind.False, ReadItself, out _) ? false : null;

    /// <summary>A time as ISO 8601 writes it, from 2000 until 2200.</summary>
    public DateTimeOffset? Time(string name) => Read<DateTimeOffset>(name, JsonValueKind.String, ReadTime, out var time) ? time : null;

    /// <summary>An object; one without members if there is none.</summary>
    public LenientJson Object(string name) => new(
        Read<JsonElement>(name, JsonValueKind.Object, ReadItself, out var member) ? member : default, PathOf(name), odd);

    /// <summary>The objects of a list; what else is in it is passed over.</summary>
    public IEnumerable<LenientJson> Objects(string name)
    {
        var itemPath = $"{PathOf(name)}[]";
        foreach (var item in List(name) ?? [])
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                yield return new LenientJson(item, itemPath, odd);
            }
            else
            {
                odd.Add(itemPath);
            }
        }
    }

    /// <summary>The texts of a list; what else is in it is passed over. Null if there is no list.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (List(name) is not { } items)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in items)
        {
            if (TryRead<string>(item, JsonValueKind.String, ReadText, out var text))
            {
                texts.Add(text);
            }
            else
            {
                odd.Add($"{PathOf(name)}[]");
            }
        }

        return texts;
    }

    /// <summary>The elements of a list, whatever they are; null if there is no list.</summary>
    public IEnumerable<JsonElement>? List(string name) =>
        Read<JsonElement>(name, JsonValueKind.Array, ReadItself, out var member) ? member.EnumerateArray() : null;

    /// <summary>A member, whatever it is.</summary>
    public JsonElement Any(string name) => element.Member(name);

    private static bool ReadText(JsonElement member, [MaybeNullWhen(false)] out string value) => (value = member.GetString()) is not null;

    private static bool ReadTime(JsonElement member, out DateTimeOffset value) =>
        member.TryGetDateTimeOffset(out value) && value >= Earliest && value < Latest;

    private static bool ReadItself(JsonElement member, out JsonElement value)
    {
        value = member;
        return true;
    }

    private static bool TryRead<TValue>(JsonElement member, JsonValueKind kind, Reader<TValue> read, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        try
        {
            return member.ValueKind == kind && read(member, out value);
        }
        catch (InvalidOperationException)
        {
            // The bytes between the quotes are no text. .NET finds out when it is asked for it.
            return false;
        }
    }

    private bool Read<TValue>(string name, JsonValueKind kind, Reader<TValue> read, [MaybeNullWhen(false)] out TValue value)
    {
        var member = Any(name);
        if (TryRead(member, kind, read, out value))
        {
            return true;
        }

        if (member.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            odd.Add(PathOf(name));
        }

        return false;
    }
}
