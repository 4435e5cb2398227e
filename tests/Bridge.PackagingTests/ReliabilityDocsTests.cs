using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>A promise whose test is gone is only a claim.</summary>
public sealed partial class ReliabilityDocsTests
{
    [Fact]
    public void Every_test_that_stands_beside_a_promise_exists()
    {
        var sources = Directory.EnumerateFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var rows = File.ReadAllLines(Repository.Path("docs/reliability.md"))
            .SkipWhile(line => line != "| promise | tests |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .ToList();

        Assert.True(rows.Count > 15, "The table of promises is not found.");
        Assert.All(rows, row => Assert.NotEmpty(Name().Matches(row)));
        Assert.All(rows.SelectMany(row => Name().Matches(row)), name =>
        {
            Assert.Contains(sources, source => source.Contains($"class {name.Groups["class"].Value}", StringComparison.Ordinal));
            Assert.Contains(sources, source => source.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal));
        });
    }

    [GeneratedRegex(@"`(?<class>\w+)(\.(?<method>\w+))?`")]
    private static partial Regex Name();
}
