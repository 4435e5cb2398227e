using System.Text.Json;

namespace Bridge.Upstreams;

internal static class JsonMembers
{
    /// <summary>
    /// A member of an object, whatever it is; <see cref="JsonValueKind.Undefined"/> if it has none of this name. A name of JSON may hold half a
    /// character, which .NET does not read, and over which it fails when it is asked for another one.
    /// </summary>
    public static JsonElement Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
