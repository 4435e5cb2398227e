using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests.Operations;

/// <summary>The commands of docs/operations.md, so that what is tried is what operators are told.</summary>
internal static class Documented
{
    private const string Page = "docs/operations.md";

    /// <summary>Each line of the indented blocks below a heading, in their order.</summary>
    public static IReadOnlyList<string> Commands(string heading)
    {
        var section = Section(heading);
        var plain = string.Concat(section.Split("```").Where((_, index) => index % 2 == 0));
        return [.. plain.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim())];
    }

    /// <summary>The one fenced block of a language below a heading.</summary>
    public static string Block(string heading, string language) =>
        Assert.Single(Section(heading).Split("```").Where((_, index) => index % 2 == 1), block => block.StartsWith(language + "\n", StringComparison.Ordinal))[(language.Length + 1)..];

    private static string Section(string heading) =>
        Repository.Read(Page).Split("\n## ").Single(section => section.StartsWith(heading + "\n", StringComparison.Ordinal));

    /// <summary>Runs a command as somebody would who stands in a folder. It has to work.</summary>
    /// <param name="folder">Where <c>data</c> and <c>secrets</c> are.</param>
    /// <param name="command">From <see cref="Commands"/>.</param>
    /// <param name="variables">What the command takes from the environment.</param>
    public static async Task<string> RunAsync(string folder, string command, params IReadOnlyList<(string Name, string Value)> variables)
    {
        var program = command.Replace("(umask 077 && ", "", StringComparison.Ordinal).Split(' ')[0];
        if (Command.OnPath(program) is null && program != "printf")
        {
            Command.Missing(program, $"{Page} tells operators to use it.");
        }

        var result = await Command.RunAsync(
            "/usr/bin/env", [.. variables.Select(variable => $"{variable.Name}={variable.Value}"), "sh", "-c", $"cd \"$0\" && {command}", folder]);
        return result.Succeeded();
    }
}
