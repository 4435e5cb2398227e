using System.Reflection;
using System.Text.RegularExpressions;
using Bridge.Observability;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>Whoever is woken by an alert finds a page of its name that says what to look at and what to do.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Folder = Repository.Path("docs/runbooks");

    public static TheoryData<string> Runbooks => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        Assert.Equal(
            RuleFile.Load(Repository.Rules).Alerts.Select(alert => alert.Alert + ".md").Order(),
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Reference_md_lists_every_alert_with_its_severity()
    {
        var listed = Row().Matches(Repository.Read("docs/reference.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

        Assert.Equal(RuleFile.Load(Repository.Rules).Alerts.Select(alert => (alert.Alert, alert.Labels["severity"])), listed);
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_has_the_four_headings(string alert)
    {
        var lines = Read(alert).Split('\n');

        Assert.Equal($"# {alert}", lines[0]);
        Assert.Equal(["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"], lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void The_diagnosis_names_a_metric_an_event_and_one_command(string alert)
    {
        var text = Read(alert);
        var diagnosis = text[text.IndexOf("## Diagnosis", StringComparison.Ordinal)..text.IndexOf("## Mitigation", StringComparison.Ordinal)];

        Assert.Single(Query().Matches(diagnosis));
        Assert.Single(Shell().Matches(diagnosis));
        Assert.Matches(@"`(incidentbridge_[a-z_]+|process_start_time_seconds|up)`", diagnosis);
        Assert.NotEmpty(Event().Matches(diagnosis));
    }

    /// <summary>Whoever is woken has this one page, so it says what to put in.</summary>
    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_explains_its_variables(string alert)
    {
        var text = Read(alert);
        var command = Shell().Match(text).Value;
        var explanations = text.Replace(command, "", StringComparison.Ordinal).Split('\n').Where(line => line.Contains("`$", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(Variable().Matches(command));
        Assert.All(
            Variable().Matches(command).Select(variable => variable.Value),
            variable => Assert.Contains(explanations, line => line.Contains($"`{variable}` is ", StringComparison.Ordinal) || line.Contains($"`{variable}` are ", StringComparison.Ordinal)
                || line.Contains($"`{variable}` and `$", StringComparison.Ordinal)));
    }

    /// <summary>A line of the log is found by its number in it.</summary>
    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_search_of_the_log_is_for_an_event(string alert)
    {
        var command = Shell().Match(Read(alert)).Value;

        Assert.All(Grep().Matches(command), search => Assert.Matches(@"grep '""event"":\d{3}(\d|\[\d+\])'", search.Value));
    }

    [Fact]
    public void Every_event_that_a_runbook_names_exists()
    {
        var known = Events();

        Assert.All(
            Directory.GetFiles(Folder).SelectMany(file => Event().Matches(File.ReadAllText(file))),
            match => Assert.Contains(int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), known));
    }

    [Fact]
    public void Every_event_is_in_reference_md()
    {
        var listed = EventRow().Matches(Repository.Read("docs/reference.md")).SelectMany(match => NumbersIn(match.Groups[1].Value)).Order();

        Assert.Equal(Events().Order(), listed);
    }

    [Fact]
    public async Task Every_query_in_a_runbook_can_be_parsed()
    {
        var queries = Directory.GetFiles(Folder).SelectMany(file => Query().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

        await Expressions.CheckAsync(queries);
    }

    private static HashSet<int> Events() =>
        [.. typeof(EventIds).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (int)field.GetRawConstantValue()!)];

    /// <summary>As a row of the table begins: <c>1000</c>, <c>1001, 1002</c> or <c>4000 to 4002</c>.</summary>
    private static IEnumerable<int> NumbersIn(string cell) => cell.Split(", ").SelectMany(part =>
    {
        var ends = part.Split(" to ").Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    });

    private static string Read(string alert) => File.ReadAllText(Path.Combine(Folder, alert + ".md"));

    [GeneratedRegex("```promql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Query();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"\$[A-Z]+")]
    private static partial Regex Variable();

    [GeneratedRegex("grep .*")]
    private static partial Regex Grep();

    [GeneratedRegex(@"[Ee]vents? (\d{4})")]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| (\d{4}[\d, to]*) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^\| \[(\w+)\]\(runbooks/\1\.md\) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
