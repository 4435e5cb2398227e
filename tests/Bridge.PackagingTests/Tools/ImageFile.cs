using System.Text.RegularExpressions;

namespace Bridge.PackagingTests.Tools;

/// <summary>What the Dockerfile says of the final image.</summary>
internal static partial class ImageFile
{
    private static readonly string Text = Repository.Read("Dockerfile").Replace("\\\n", "", StringComparison.Ordinal);

    private static readonly string Final = Text[Text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];

    /// <summary>The environment, as settings are named in it.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        Pair().Matches(Instruction("ENV")).ToDictionary(pair => pair.Groups["name"].Value, pair => pair.Groups["value"].Value);

    /// <summary>The defaults that <c>--build-arg</c> replaces, of all stages.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. Version().Matches(Text).Select(version => version.Groups[1].Value)];

    /// <summary>What follows the one instruction of this name in the final stage.</summary>
    public static string Instruction(string name) =>
        Assert.Single(Final.Split('\n'), line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    [GeneratedRegex("""(?<name>\w+)="?(?<value>[^"\s]*)"?""")]
    private static partial Regex Pair();

    [GeneratedRegex("^ARG VERSION=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Version();
}
