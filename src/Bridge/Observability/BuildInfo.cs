using System.Reflection;

namespace Bridge.Observability;

/// <summary>Which build is running, from the assembly's informational version (<c>1.2.3+commit</c>).</summary>
internal static class BuildInfo
{
    private static readonly string[] Parts =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0")
        .Split('+', 2);

    public static string Version => Parts[0];

    /// <summary>The commit that was built; <c>unknown</c> outside a git checkout.</summary>
    public static string Revision => Parts.Length == 2 ? Parts[1] : "unknown";
}
