using System.Text;

namespace Bridge.Vocabulary;

/// <summary>The one spelling of an enum's value in metrics, logs and the store: lower case, words joined by <c>_</c>.</summary>
internal static class Labels
{
    public static string Of<TValue>(TValue value)
        where TValue : struct, Enum => Cache<TValue>.Labels[value];

    public static TValue Parse<TValue>(string label)
        where TValue : struct, Enum => Cache<TValue>.Values[label];

    public static bool TryParse<TValue>(string label, out TValue value)
        where TValue : struct, Enum => Cache<TValue>.Values.TryGetValue(label, out value);

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    private static class Cache<TValue>
        where TValue : struct, Enum
    {
        public static readonly Dictionary<TValue, string> Labels =
            Enum.GetValues<TValue>().ToDictionary(value => value, value => SnakeCase(value.ToString()));

        public static readonly Dictionary<string, TValue> Values = Labels.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
