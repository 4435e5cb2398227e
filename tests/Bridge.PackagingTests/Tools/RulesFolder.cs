using System.Text.RegularExpressions;

namespace Bridge.PackagingTests.Tools;

/// <summary>A folder with a rule file and the tests, which name it by its path.</summary>
internal sealed partial class RulesFolder : IDisposable
{
    /// <summary>Where promtool's tests are.</summary>
    public static readonly string Tests = Repository.Path("tests/Bridge.PackagingTests/Rules");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("incident-bridge-rules-");

    private string Rules => Path.Combine(_folder.FullName, "alerts.yaml");

    public async Task<CommandResult> CheckAsync(string rules)
    {
        await File.WriteAllTextAsync(Rules, rules, TestContext.Current.CancellationToken);
        return await Promtool.RunAsync("check", "rules", Rules);
    }

    public async Task<CommandResult> TestAsync(string rules, string testFile)
    {
        (await CheckAsync(rules)).Succeeded();
        var tests = await File.ReadAllTextAsync(Path.Combine(Tests, testFile), TestContext.Current.CancellationToken);
        var path = Path.Combine(_folder.FullName, testFile);
        await File.WriteAllTextAsync(path, RuleFiles().Replace(tests, "rule_files: [alerts.yaml]"), TestContext.Current.CancellationToken);
        return await Promtool.RunAsync("test", "rules", path);
    }

    public RuleFile Load(string rules)
    {
        File.WriteAllText(Rules, rules);
        return RuleFile.Load(Rules);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"rule_files: \[.*\]")]
    private static partial Regex RuleFiles();
}
