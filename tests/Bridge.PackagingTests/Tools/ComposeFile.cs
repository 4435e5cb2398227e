using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Bridge.PackagingTests.Tools;

/// <summary>A Compose file, with those fields of the specification that ours uses; any other fails the reading.</summary>
internal sealed class ComposeFile
{
    public const string Path = "deploy/docker-compose.yaml";

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    /// <summary>Name → options, of which ours have none.</summary>
    public Dictionary<string, object?> Volumes { get; set; } = [];

    public static ComposeFile Load() => Yaml<ComposeFile>(Repository.Read(Path));

    /// <summary>Reads a file strictly, with names as <c>in_this_case</c>.</summary>
    public static TModel Yaml<TModel>(string text) =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<TModel>(text);
}

internal sealed class ComposeService
{
    public ComposeBuild? Build { get; set; }
    public string Image { get; set; } = "";
    public List<string> Command { get; set; } = [];
    public Dictionary<string, string> Environment { get; set; } = [];
    public List<string> Volumes { get; set; } = [];
    public List<string> Ports { get; set; } = [];
    public string? User { get; set; }
    public bool ReadOnly { get; set; }
    public List<string> CapDrop { get; set; } = [];
    public List<string> SecurityOpt { get; set; } = [];
    public string? MemLimit { get; set; }
    public string? StopGracePeriod { get; set; }
    public string? Restart { get; set; }

    public IEnumerable<ComposeMount> Mounts => Volumes.Select(ComposeMount.Parse);

    /// <summary>The ports inside.</summary>
    public IEnumerable<int> ContainerPorts => Ports.Select(port => int.Parse(port.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture));
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";
}

/// <param name="Source">A path from the repository's root, or the name of a volume.</param>
/// <param name="Target">The path inside.</param>
/// <param name="IsPath">Whether the source is a path.</param>
/// <param name="IsReadOnly">Whether it can't be written inside.</param>
internal sealed record ComposeMount(string Source, string Target, bool IsPath, bool IsReadOnly)
{
    public static ComposeMount Parse(string text)
    {
        var parts = text.Split(':');
        var isPath = parts[0].StartsWith('.');
        var source = isPath ? System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.Combine(Repository.Path("deploy"), parts[0])) : parts[0];
        return new ComposeMount(source, parts[1], isPath, parts is [_, _, "ro"]);
    }
}
