using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests.Tools;

/// <summary>A value of the chart, as values.yaml documents it.</summary>
internal sealed record DocumentedValue(string Path, string Default, string? Comment);

/// <summary>The chart's values.yaml with its comments.</summary>
internal static class ValuesFile
{
    private const string Mark = "# -- ";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static YamlMappingNode Tree { get; } = Load();

    /// <summary>Every value with the comment above it. Below a commented value without commented children, nothing is listed.</summary>
    public static IReadOnlyList<DocumentedValue> ReadAll()
    {
        var values = new List<DocumentedValue>();
        var comments = ReadComments();
        Walk(Tree, "");
        return values;

        void Walk(YamlMappingNode node, string path)
        {
            foreach (var (keyNode, value) in node.Children)
            {
                var key = path.Length == 0 ? keyNode.ToString() : $"{path}.{keyNode}";
                var hasDocumentedChildren = comments.Keys.Any(commented => commented.StartsWith(key + ".", StringComparison.Ordinal));
                values.Add(new DocumentedValue(key, hasDocumentedChildren ? "" : Json(value), comments.GetValueOrDefault(key)));
                if (hasDocumentedChildren)
                {
                    Walk((YamlMappingNode)value, key);
                }
            }
        }
    }

    private static Dictionary<string, string> ReadComments()
    {
        var comments = new Dictionary<string, string>();
        var path = new List<string>();
        string? comment = null;
        foreach (var line in File.ReadLines(System.IO.Path.Combine(Repository.Chart, "values.yaml")))
        {
            var text = line.TrimStart();
            if (text.StartsWith(Mark, StringComparison.Ordinal))
            {
                comment = text[Mark.Length..];
            }
            else if (comment is not null && text.Contains(':', StringComparison.Ordinal))
            {
                path.RemoveRange((line.Length - text.Length) / 2, path.Count - ((line.Length - text.Length) / 2));
                path.Add(text[..text.IndexOf(':', StringComparison.Ordinal)]);
                comments[string.Join('.', path)] = comment;
                comment = null;
            }
        }

        return comments;
    }

    private static YamlMappingNode Load()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(System.IO.Path.Combine(Repository.Chart, "values.yaml"))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => $"{{{string.Join(", ", map.Children.Select(child => $"{Text(child.Key)}: {Json(child.Value)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Json))}]",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar when IsNotText(scalar.Value!) => scalar.Value!,
        _ => Text(node),
    };

    private static string Text(YamlNode node) => JsonSerializer.Serialize(node.ToString(), Readable);

    private static bool IsNotText(string value) =>
        value is "true" or "false" or "null" || decimal.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _);
}
