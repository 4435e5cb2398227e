namespace Bridge.PackagingTests.Tools;

/// <summary>A part of the chart's README that is made, not written. <c>UPDATE_README=true dotnet test</c> writes it anew.</summary>
internal static class ReadmeSection
{
    private static readonly string Readme = Path.Combine(Repository.Chart, "README.md");

    /// <param name="name">Between <c>&lt;!-- name: made … --&gt;</c> and <c>&lt;!-- end of name --&gt;</c>.</param>
    /// <param name="expected">What has to stand there.</param>
    public static async Task IsAsync(string name, string expected)
    {
        var readme = await File.ReadAllTextAsync(Readme, TestContext.Current.CancellationToken);
        var begin = readme.IndexOf('\n', readme.IndexOf($"<!-- {name}: made ", StringComparison.Ordinal)) + 1;
        var end = readme.IndexOf($"<!-- end of {name} -->\n", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "true")
        {
            await File.WriteAllTextAsync(Readme, readme[..begin] + expected + readme[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(expected, readme[begin..end]);
    }
}
