using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>A defence whose test is gone is only a claim.</summary>
public sealed partial class SecurityDocsTests
{
    [Fact]
    public void Every_test_that_the_threat_model_names_exists()
    {
        var named = File.ReadAllLines(Repository.Path("SECURITY.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(character => character == '|') == 5)
            .Select(line => line.Split('|')[4])
            .Where(cell => cell.Contains('`', StringComparison.Ordinal))
            .ToList();
        var tests = Directory.EnumerateFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.True(named.Count > 15, "The table of the threat model is not found.");
        Assert.All(named, cell => Assert.All(Name().Matches(cell), name => Assert.Contains(name.Groups[1].Value, tests)));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
