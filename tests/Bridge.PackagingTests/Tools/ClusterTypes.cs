using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests.Tools;

/// <summary>
/// Types as a cluster sees them. Helm and kubectl read YAML 1.1, in which n, on and 1234 are no texts unless they are quoted, and send JSON. A reader
/// that makes a text of whatever stands where a text is due does not notice.
/// </summary>
internal static partial class ClusterTypes
{
    /// <exception cref="System.Text.Json.JsonException">A value has another type than the model's field, such as a label that is a number.</exception>
    public static void Check(YamlNode node, Type model)
    {
        var deserialize = typeof(KubernetesJson).GetMethods().Single(method => method.Name == nameof(KubernetesJson.Deserialize) && method.GetParameters()[0].ParameterType == typeof(string));
        try
        {
            deserialize.MakeGenericMethod(model).Invoke(null, [ToJson(node)?.ToJsonString(), null]);
        }
        catch (System.Reflection.TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
        }
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(child.Key.ToString(), ToJson(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        _ => JsonValue.Create(node.ToString()),
    };

    private static JsonValue? Plain(string text)
    {
        if (Null().IsMatch(text))
        {
            return null;
        }

        if (Boolean().IsMatch(text))
        {
            return JsonValue.Create("yYtToO".Contains(text[0], StringComparison.Ordinal) && !text.StartsWith("of", StringComparison.OrdinalIgnoreCase));
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    [GeneratedRegex("^(~|null|Null|NULL|)$")]
    private static partial Regex Null();

    [GeneratedRegex("^(y|n|yes|no|on|off|true|false)$", RegexOptions.IgnoreCase)]
    private static partial Regex Boolean();
}
