using System.Text.RegularExpressions;
using Bridge.Commands;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>Whoever types a command of the documentation is not told that there is no such command.</summary>
public sealed partial class CommandDocsTests
{
    private const string Program = "incident-bridge";

    public static TheoryData<string> Pages => [.. Page.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_of_the_bridge_is_one(string file)
    {
        var page = Page.Read(file);
        Assert.All(page.Code.Concat(page.Spans).SelectMany(ArgumentsOf), arguments =>
        {
            var errors = BridgeCommands.Create().Parse(arguments).Errors;
            Assert.True(errors.Count == 0, $"{file}: {Program} {string.Join(' ', arguments)}: {string.Join(' ', errors.Select(error => error.Message))}");
        });
    }

    [Theory]
    [InlineData("README.md", 8)]
    [InlineData("docs/commands.md", 10)]
    [InlineData("docs/operations.md", 2)]
    [InlineData("docs/grafana-moved.md", 3)]
    public void Command_lines_are_found(string file, int atLeast)
    {
        var page = Page.Read(file);

        Assert.InRange(page.Code.Concat(page.Spans).SelectMany(ArgumentsOf).Count(), atLeast, int.MaxValue);
    }

    [Theory]
    [InlineData("$ incident-bridge preview --since 7d   # a week", "preview --since 7d")]
    [InlineData("bridge/incident-bridge", "")]
    [InlineData("docker exec incident-bridge /app/incident-bridge check", "check")]
    [InlineData("kubectl exec statefulset/incident-bridge -- /app/incident-bridge explain INC-1", "explain INC-1")]
    [InlineData("IncidentIo__Webhooks=false bridge/incident-bridge run", "run")]
    [InlineData("incident-bridge backfill --since 90d [--until 30d] [--dry-run]", "backfill --since 90d --until 30d --dry-run")]
    [InlineData("incident-bridge --a|--b", "--a", "--b")]
    [InlineData("incident-bridge completion fish | source", "completion fish")]
    [InlineData("helm install incident-bridge deploy/helm/incident-bridge --set a=b")]
    [InlineData("docker build --tag incident-bridge:0.1.0 .")]
    public void A_command_line_is_told_from_other_lines(string line, params string[] expected)
    {
        Assert.Equal(expected, ArgumentsOf(line).Select(arguments => string.Join(' ', arguments)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_project_and_test_that_a_command_names_is_there(string file)
    {
        var code = Page.Read(file).Code;
        var words = code.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => InTree().IsMatch(word));
        Assert.All(words, word => Assert.True(Path.Exists(Repository.Path(word)), $"{file}: there is no {word}."));

        var tests = code.Where(line => line.Contains("--project tests/", StringComparison.Ordinal)).SelectMany(line => TestName().Matches(line)).ToList();
        Assert.All(tests, name => Assert.Contains(name.Groups[1].Value, Sources.Value, StringComparison.Ordinal));
    }

    private static Lazy<string> Sources { get; } = new(() => string.Concat(
        Directory.EnumerateFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));

    /// <summary>The arguments of the bridge, if the line runs it: what is optional is given, and of alternatives each is tried.</summary>
    private static IEnumerable<string[]> ArgumentsOf(string line)
    {
        var words = Comment().Replace(line, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('[', ']', '"', '\''))
            .SkipWhile(word => word == "$" || Variable().IsMatch(word))
            .ToList();
        var inContainer = words.FirstOrDefault() is "docker" or "kubectl" && words.Contains("exec");
        var at = inContainer ? words.FindIndex(word => word == $"/app/{Program}") : 0;
        if (at < 0 || words.ElementAtOrDefault(at) is not { } first || !(first == Program || first.EndsWith($"/{Program}", StringComparison.Ordinal)))
        {
            return [];
        }

        var arguments = words.Skip(at + 1).TakeWhile(word => word != "|").ToList();
        return Enumerable.Range(0, arguments.Select(word => word.Split('|').Length).DefaultIfEmpty(1).Max())
            .Select(choice => arguments.Select(word => word.Split('|') is var choices ? choices[Math.Min(choice, choices.Length - 1)] : word).ToArray());
    }

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(deploy|docs|examples|src|tests|\.ci)/[\w./-]+$")]
    private static partial Regex InTree();

    [GeneratedRegex(@"-(?:class|method|namespace) '?\*?([\w.]+)'?")]
    private static partial Regex TestName();
}
