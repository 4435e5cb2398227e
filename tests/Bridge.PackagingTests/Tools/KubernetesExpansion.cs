using System.Text.RegularExpressions;

namespace Bridge.PackagingTests.Tools;

/// <summary>
/// What the kubelet makes of a variable's value: <c>$$</c> becomes <c>$</c>, and <c>$(NAME)</c> the variable of that name, if there is one. All
/// else stays (Kubernetes' third_party/forked/golang/expansion).
/// </summary>
internal static partial class KubernetesExpansion
{
    public static string Of(string text, IReadOnlyDictionary<string, string> variables) =>
        Reference().Replace(text, match => match.Value == "$$" ? "$" : variables.GetValueOrDefault(match.Groups[1].Value, match.Value));

    [GeneratedRegex(@"\$\$|\$\(([^)]*)\)")]
    private static partial Regex Reference();
}
