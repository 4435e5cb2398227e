using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>Whoever follows a link in the documentation arrives.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Page.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file_and_to_a_heading_in_it(string file)
    {
        var page = Page.Read(file);
        Assert.All(page.Links, link =>
        {
            var (path, anchor) = link.Split('#') is [var left, var right] ? (left, right) : (link, null);
            var target = path.Length == 0 ? file : Path.GetRelativePath(Repository.Root, Path.Combine(Path.GetDirectoryName(Repository.Path(file))!, path));

            Assert.True(Path.Exists(Repository.Path(target)), $"{file}: {link} leads to nothing.");
            Assert.True(anchor is null || Page.Read(target).Anchors.Contains(anchor), $"{file}: {target} has no heading #{anchor}.");
        });
    }

    [Theory]
    [InlineData("docs/operations.md")]
    [InlineData("docs/reference.md")]
    [InlineData("docs/how-it-works.md")]
    [InlineData("docs/grafana-moved.md")]
    [InlineData("docs/commands.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("deploy/helm/incident-bridge/README.md")]
    public void The_readme_leads_to_it(string file)
    {
        Assert.Contains(file, Page.Read("README.md").Links);
        Assert.NotEmpty(Page.Read(file).Links);
    }
}
