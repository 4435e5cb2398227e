using System.Text.RegularExpressions;
using Bridge.Annotations.Templates;

namespace Bridge.UnitTests.Annotations.Templates;

/// <summary>Holds the section "Templates" of docs/configuration.md to the code.</summary>
public sealed partial class TemplateDocsTests
{
    private static readonly string Section = ReadSection();

    [Fact]
    public void Every_example_gives_what_it_says()
    {
        var examples = Example().Matches(Section);

        Assert.Equal(3, examples.Count);
        Assert.All(examples, example => Assert.Equal(example.Groups["html"].Value, ATemplate.Text(example.Groups["template"].Value)));
    }

    [Fact]
    public void Every_name_is_in_the_table_and_no_other()
    {
        var documented = Name().Matches(Section).SelectMany(row => Code().Matches(row.Value)).Select(code => code.Groups[1].Value.Split('[')[0]);
        var known = TemplateModel.IncidentMembers.Except([TemplateModel.SeverityName]).Select(member => $"incident.{member}")
            .Concat(TemplateModel.SeverityMembers.Select(member => $"incident.severity.{member}"))
            .Concat(TemplateModel.Names.Except([TemplateModel.IncidentName]));

        Assert.Equal(known.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_filter_that_is_named_is_known()
    {
        var filters = Code().Matches(Filters().Match(Section).Value).Select(code => code.Groups[1].Value).ToList();

        Assert.Equal(TemplateFilters.Names.Order(StringComparer.Ordinal), filters.Order(StringComparer.Ordinal));
    }

    private static string ReadSection()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var start = text.IndexOf("## Templates\n", StringComparison.Ordinal);
        return text[start..text.IndexOf("\n## ", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"```liquid\n(?<template>.*?)```\n\n```html\n(?<html>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?<=^\| )`.*?(?= \|)", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code();

    [GeneratedRegex("(?<=^Filters: )[^.]*", RegexOptions.Multiline)]
    private static partial Regex Filters();
}
