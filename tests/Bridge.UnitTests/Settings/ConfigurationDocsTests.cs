using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Kinds;
using Bridge.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;

namespace Bridge.UnitTests.Settings;

/// <summary>Holds docs/configuration.md, the shipped appsettings.json and the options in the code to each other.</summary>
public sealed class ConfigurationDocsTests
{
    private const string Required = "required";
    private const string None = "none";

    /// <summary>Of a table of settings; other tables have others.</summary>
    private const int Columns = 6;

    private const string AnyName = "Grafana:{name}";

    /// <summary>Its default depends on another setting, so a shipped one would be in the way.</summary>
    private const string Dependent = "IncidentIo:ResyncInterval";

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "configuration.md"));
    private static readonly List<Row> Documented = ReadRows();
    private static readonly List<Setting> Coded = ReadOptions();

    [Fact]
    public void Every_setting_is_documented_with_its_default_and_no_other_is()
    {
        Assert.Equal(
            Coded.Select(setting => $"{setting.Name} = {setting.Default}").Order(StringComparer.Ordinal),
            Documented.Select(row => $"{row.Setting} = {row.Default}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_that_is_neither_a_secret_nor_a_list_is_shipped_at_its_default()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "src", "Bridge", "appsettings.json")).Build();

        Assert.Equal(
            Coded.Where(setting => setting is { IsList: false, Default: not (Required or None), Name: not Dependent } && !setting.Name.StartsWith(AnyName, StringComparison.Ordinal))
                .Select(setting => $"{setting.Name} = {setting.Default}").Order(StringComparer.Ordinal),
            shipped.AsEnumerable().Where(pair => pair.Value is not null && !pair.Key.StartsWith("Logging:", StringComparison.Ordinal))
                .Select(pair => $"{pair.Key} = {(bool.TryParse(pair.Value, out var flag) ? TextOf(flag) : pair.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Environment_names_are_those_of_the_settings()
    {
        Assert.All(Documented, row =>
        {
            var isList = Coded.Single(setting => setting.Name == row.Setting).IsList;
            Assert.Equal(row.Setting.Replace(":", "__", StringComparison.Ordinal) + (isList ? "__0" : ""), row.Environment);
        });
    }

    [Fact]
    public void Choices_are_documented_all_of_them()
    {
        Assert.All(Coded.Where(setting => setting.Choices.Count > 0), setting =>
        {
            var type = Documented.Single(row => row.Setting == setting.Name).Type;
            Assert.Equal(setting.Choices, type.Split('`').Where((_, index) => index % 2 == 1));
        });
    }

    [Fact]
    public void Every_example_is_taken_and_differs_from_the_default()
    {
        var directory = Directory.CreateTempSubdirectory("bridge-test-");
        try
        {
            var settings = Documented.ToDictionary(row => KeyOf(row.Environment), row => (string?)row.Example);
            settings["Secrets:Directory"] = directory.FullName;
            settings["Grafana:main:CaFile"] = settings["IncidentIo:CaFile"] = ACertificate.In(directory.FullName);
            settings["Grafana:main:ClientCertificate"] = settings["Grafana:main:ClientKey"] = ACertificate.WithKeyIn(directory.FullName);

            // They exclude a token.
            settings.Remove("Grafana:main:User");
            settings.Remove("Grafana:main:Password");

            // The address has one.
            settings.Remove("Storage:Password");

            Assert.NotNull(BridgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
            Assert.All(Documented, row => Assert.NotEqual(row.Default, row.Example));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Example_of_a_failing_start_is_what_the_bridge_says()
    {
        const string Set = "$ export ";
        var example = Lines.SkipWhile(line => line != "```text").Skip(1).TakeWhile(line => line != "```").ToList();
        var settings = example.Where(line => line.StartsWith(Set, StringComparison.Ordinal))
            .Select(line => line[Set.Length..].Split('=', 2))
            .ToDictionary(parts => KeyOf(parts[0]), parts => (string?)parts[1]);

        var exception = Assert.Throws<InvalidSettingsException>(
            () => BridgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));

        Assert.Equal(
            exception.Faults.Select(fault => fault.ToString()),
            example.SkipWhile(line => line != "$ incident-bridge").Skip(1).TakeWhile(line => line != "$ echo $?"));
        Assert.Equal(InvalidSettingsException.ExitCode.ToString(CultureInfo.InvariantCulture), example[^1]);
    }

    [Fact]
    public void Examples_of_routes_are_taken_and_say_what_they_do()
    {
        var examples = string.Join('\n', Lines).Split("```sh\n").Skip(1)
            .Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(lines => TestSettings.Read(
            [
                ("Grafana:public:Token", "token"),
                ("Grafana:internal:Token", "token"),
                ("Grafana:public:Url", "https://public.example"),
                ("Grafana:internal:Url", "https://internal.example"),
                .. lines.Select(line => line.Split('=', 2)).Select(parts => (KeyOf(parts[0]), (string?)parts[1])),
            ]).Routes)
            .ToList();

        Assert.Equal(2, examples.Count);
        Assert.Equal(
            ["payments: Critical of Affected team=Payments on payments-overview", "everything:  of  on "],
            examples[0].Select(route =>
                $"{route.Name}: {route.Match.MinimumSeverity} of {string.Join(',', route.Match.CustomFields.Select(field => $"{field.Field}={field.Values[0]}"))} on {string.Join(',', route.Dashboards)}"));
        Assert.Equal(
            ["customers: Major and worse in public, Omit", "security:  and worse in internal, Full"],
            examples[1].Select(route => $"{route.Name}: {route.Match.MinimumSeverity} and worse in {string.Join(',', route.Grafanas)}, {route.Private}"));
    }

    private static string KeyOf(string environment) => environment
        .Replace("{name}", "main", StringComparison.Ordinal)
        .Replace("{header}", "X-Example", StringComparison.Ordinal)
        .Replace("{key}", "service", StringComparison.Ordinal)
        .Replace("__", ":", StringComparison.Ordinal);

    private static List<Row> ReadRows() =>
    [
        .. Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == Columns)
            .Select(cells => new Row(Plain(cells[0]), Plain(cells[1]), cells[2], Plain(cells[3]), Plain(cells[5])))
            .Where(row => !row.Setting.StartsWith("Logging:LogLevel:", StringComparison.Ordinal) && row.Setting != "Config:File"),
    ];

    private static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    private static List<Setting> ReadOptions()
    {
        var settings = BridgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(TestSettings.Least).Build());
        return
        [
            .. typeof(BridgeSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(section =>
                section.GetValue(settings) switch
                {
                    IReadOnlyList<GrafanaOptions> grafanas =>
                        SettingsOf(AnyName, grafanas[0])
                            .Where(setting => setting.Name != $"{AnyName}:{nameof(GrafanaOptions.Name)}")
                            .Select(setting => setting.Name == $"{AnyName}:{nameof(GrafanaOptions.Headers)}" ? setting with { Name = $"{setting.Name}:{{header}}" } : setting),
                    IReadOnlyList<AnnotationRoute> => SettingProbe.Below($"{AnnotationRoutes.SectionName}:0")
                        .Select(found => new Setting(found.Name, found.IsRequired ? Required : None, found.IsList, found.Choices)),
                    IReadOnlyList<KindOptions> kinds => kinds.SelectMany(kind => SettingsOf(SubjectKinds.SectionOf(kind.Kind)!, kind))
                        .Where(setting => !setting.Name.EndsWith($":{nameof(KindOptions.Kind)}", StringComparison.Ordinal))
                        .SelectMany(setting => setting.Name == "Alerts:Attributes"
                            ? [setting with { Name = "Alerts:Attributes:0:Name", Default = Required, IsList = false }, setting with { Name = "Alerts:Attributes:0:Value", Default = Required, IsList = false }]
                            : (Setting[])[setting]),
                    var options => SettingsOf(section.Name, options!),
                }).Select(WithKeyOfChoice),
        ];
    }

    private static IEnumerable<Setting> SettingsOf(string section, object options) =>
        from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        let isList = property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        let isRequired = property.IsDefined(typeof(RequiredMemberAttribute))
        select new Setting($"{section}:{property.Name}", isRequired ? Required : TextOf(property.GetValue(options)), isList, ChoicesOf(property.PropertyType));

    /// <summary>Its keys are the operator's choice.</summary>
    private static Setting WithKeyOfChoice(Setting setting) =>
        setting.Name.EndsWith(":TagsFrom", StringComparison.Ordinal) ? setting with { Name = $"{setting.Name}:{{key}}", IsList = false } : setting;

    private static IReadOnlyList<string> ChoicesOf(Type type)
    {
        var choice = type.IsGenericType ? type.GenericTypeArguments[0] : type;
        return choice.IsEnum ? [.. Enum.GetNames(choice).Select(name => name.ToLowerInvariant())] : [];
    }

    private static string TextOf(object? value) => value switch
    {
        null => None,
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum choice => choice.ToString().ToLowerInvariant(),
        Uri url => url.AbsoluteUri.TrimEnd('/'),
        IPAddress address when address.Equals(IPAddress.Any) => "*",
        IEnumerable list => list.Cast<object>().Select(TextOf).DefaultIfEmpty(None).Aggregate((all, next) => $"{all}, {next}"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"No spelling for {value.GetType().Name}; add one here."),
    };

    private sealed record Row(string Setting, string Environment, string Type, string Default, string Example);

    private sealed record Setting(string Name, string Default, bool IsList, IReadOnlyList<string> Choices);
}
