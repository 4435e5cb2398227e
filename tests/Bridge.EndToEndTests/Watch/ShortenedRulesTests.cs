using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests.Watch;

/// <summary>The watch test runs the rules as they ship but for their durations: this is what that means.</summary>
public sealed class ShortenedRulesTests
{
    [Theory]
    [InlineData("    for: 15m", "    for: 9000ms")]
    [InlineData("    for: \"10m\"", "    for: \"6000ms\"")]
    [InlineData("    keep_firing_for: 1h30m", "    keep_firing_for: 54000ms")]
    [InlineData("  expr: increase(a_total{b=\"c\"}[30m]) > 5", "  expr: increase(a_total{b=\"c\"}[18000ms]) > 5")]
    [InlineData("  expr: max_over_time(rate(a[5m])[1h:1m])", "  expr: max_over_time(rate(a[3000ms])[36000ms:600ms])")]
    [InlineData("  expr: max_over_time(rate(a[5m])[1d:])", "  expr: max_over_time(rate(a[3000ms])[864000ms:])")]
    [InlineData("  expr: a offset 1w > a offset -5m", "  expr: a offset 6048000ms > a offset -3000ms")]
    [InlineData("  description: Nothing came for 15m, or 900s.", "  description: Nothing came for 15m, or 900s.")]
    [InlineData("  expr: a{b=~\"[0-9]5m\", for=\"15m\"} > 900", "  expr: a{b=~\"[0-9]5m\", for=\"15m\"} > 900")]
    public void Durations_are_divided_and_nothing_else_is_touched(string line, string shortened)
    {
        Assert.Equal($"- alert: A\n{shortened}\n", ShortenedRules.Of($"- alert: A\n{line}\n", 100));
    }

    [Fact]
    public void A_duration_that_would_vanish_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ShortenedRules.Of("for: 1s\n", 1001));
    }

    [Fact]
    public async Task In_our_rules_no_duration_keeps_its_length_and_all_lines_but_theirs_stay()
    {
        var rules = await Helm.RulesAsync();

        var shortened = ShortenedRules.Of(rules, 100);

        Assert.All(
            Regex.Matches(shortened, @"(?m)\[([0-9a-z:]+)\]|^ *(?:for|keep_firing_for): (.*)$"),
            duration => Assert.EndsWith("ms", duration.Groups[1].Value + duration.Groups[2].Value, StringComparison.Ordinal));
        Assert.All(
            rules.Split('\n').Zip(shortened.Split('\n')).Where(line => line.First != line.Second),
            line => Assert.Matches(@"^ *for: |\[[0-9]+[smhd](:[0-9]+[smhd])?\]", line.First));
    }
}
