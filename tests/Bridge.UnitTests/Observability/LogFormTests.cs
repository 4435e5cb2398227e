using System.Globalization;
using System.Text;
using System.Text.Json;
using Bridge.Observability;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Observability;

/// <summary>Every form of the log: one line per entry, with the same names, that its readers take back whatever is in it.</summary>
public sealed partial class LogFormTests
{
    private const string Id = "01FCNDV6P870EA6S7TK1DSYDG0";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, 120, TimeSpan.Zero);

    private readonly IncidentReferences _references = new();

    /// <summary>Line ends of every kind, quotes, what steers terminals, what turns the direction of letters, and half a character.</summary>
    public static TheoryData<string> Hostile =>
    [
        "two\nlines", "two\r\nlines", "a\u0085b\u2028c\u2029d", "say \"hi\"", @"C:\temp\", "a=b c=\"d", "\u001b[2J\u0007\0\u007f\u009b31m", "abc\u202edef\u2066\u200b", "half \ud83d", "\ude00 half",
        "ünï 雪 😀", "", " ", "{\"level\":\"error\"}", "tab\there",
    ];

    [Fact]
    public void Json_has_the_names_that_collectors_detect_and_nothing_twice()
    {
        var line = Assert.Single(Lines(LogFormat.Json, logger => Say.Annotated(logger, SubjectId.Parse("01ABC"), "main", 42)));

        Assert.Equal(
            """{"ts":"2026-03-01T10:00:00.120Z","level":"info","logger":"Bridge.Test","event":4000,"msg":"Incident 01ABC is annotated in Grafana main as 42.","incident_id":"01ABC","grafana":"main","annotation_id":42}""",
            line);
    }

    [Fact]
    public void Logfmt_has_the_same_names()
    {
        var line = Assert.Single(Lines(LogFormat.Logfmt, logger => Say.Annotated(logger, SubjectId.Parse("01ABC"), "main", 42)));

        Assert.Equal(
            """ts=2026-03-01T10:00:00.120Z level=info logger=Bridge.Test event=4000 msg="Incident 01ABC is annotated in Grafana main as 42." incident_id=01ABC grafana=main annotation_id=42""",
            line);
    }

    [Fact]
    public void Text_is_for_a_person_and_systemd_for_the_journal()
    {
        Assert.Equal(
            $"{Now.LocalDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} info: Bridge.Test[4000] Incident 01ABC is annotated in Grafana main as 42.",
            Assert.Single(Lines(LogFormat.Text, logger => Say.Annotated(logger, SubjectId.Parse("01ABC"), "main", 42))));
        Assert.Equal(
            "<6>Bridge.Test[4000] Incident 01ABC is annotated in Grafana main as 42.",
            Assert.Single(Lines(LogFormat.Systemd, logger => Say.Annotated(logger, SubjectId.Parse("01ABC"), "main", 42))));
    }

    [Fact]
    public void Level_has_a_colour_on_a_terminal_only()
    {
        var entry = new LogRecord(Now, LogLevel.Warning, "Bridge.Test", 1, "Beware.", Exception: null, []);
        var (coloured, plain) = (new StringBuilder(), new StringBuilder());

        new TextForm(hasColours: true).Write(in entry, coloured);
        new TextForm(hasColours: false).Write(in entry, plain);

        Assert.Contains(" \u001b[33mwarn\u001b[0m: Bridge.Test[1] Beware.\n", coloured.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(" warn: Bridge.Test[1] Beware.\n", plain.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Form_is_that_of_the_setting_or_what_the_output_asks_for()
    {
        Assert.IsType<JsonForm>(LogForm.Of(format: null, isTerminal: false));
        Assert.IsType<TextForm>(LogForm.Of(format: null, isTerminal: true));
        Assert.IsType<LogfmtForm>(LogForm.Of(LogFormat.Logfmt, isTerminal: true));
    }

    [Theory]
    [InlineData(LogFormat.Json)]
    [InlineData(LogFormat.Logfmt)]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Systemd)]
    internal void Incident_is_named_by_its_reference_before_its_id(LogFormat format)
    {
        _references.Note(Id, "INC-123", isPrivate: false);

        var lines = Lines(format, logger =>
        {
            Say.Annotated(logger, SubjectId.Parse(Id), "main", 42);
            Say.Annotated(logger, SubjectId.Parse("01UNKNOWN"), "main", 43);
        });

        Assert.Contains($"Incident INC-123 ({Id}) is annotated in Grafana main as 42.", lines[0], StringComparison.Ordinal);
        Assert.Contains("Incident 01UNKNOWN is annotated in Grafana main as 43.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Incident_of_a_scope_is_found_by_its_reference_too()
    {
        _references.Note(Id, "INC-123", isPrivate: false);

        var line = Assert.Single(Lines(LogFormat.Json, logger =>
        {
            using (logger.BeginScope(new Dictionary<string, object?> { ["Subject"] = SubjectId.Parse(Id), ["Attempt"] = 3, ["Grafana"] = "of the scope" }))
            {
                Say.Failed(logger, exception: null, "main");
            }
        }));

        var fields = Json(line);
        Assert.Equal(("INC-123", Id, "3", "main"), (fields["incident"], fields["incident_id"], fields["attempt"], fields["grafana"]));
    }

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void Json_is_one_line_that_a_parser_takes_back(string text)
    {
        var fields = Json(Assert.Single(Lines(LogFormat.Json, logger => Say.Failed(logger, new InvalidOperationException(text), text))));

        Assert.Equal(Whole($"Grafana {text} failed."), fields["msg"]);
        Assert.Equal(Whole(text), fields["grafana"]);
        Assert.StartsWith("System.InvalidOperationException", fields["error"], StringComparison.Ordinal);
        Assert.Contains(Whole(text), fields["error"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void Logfmt_is_one_line_that_a_parser_takes_back(string text)
    {
        var fields = Logfmt(Assert.Single(Lines(LogFormat.Logfmt, logger => Say.Failed(logger, new InvalidOperationException(text), text))));

        Assert.Equal(["ts", "level", "logger", "event", "msg", "grafana", "error"], fields.Keys);
        Assert.Equal(Whole($"Grafana {text} failed."), fields["msg"]);
        Assert.Equal(Whole(text), fields["grafana"]);
        Assert.StartsWith("System.InvalidOperationException", fields["error"], StringComparison.Ordinal);
        Assert.Contains(Whole(text), fields["error"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void Every_form_writes_one_line_that_steers_no_terminal(string text)
    {
        foreach (var format in Enum.GetValues<LogFormat>())
        {
            var line = Assert.Single(Lines(format, logger => Say.Failed(logger, Thrown(text), text)));

            Assert.DoesNotContain(line, character => char.IsControl(character)
                || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format);
            Assert.Equal(line, Whole(line));
            Assert.Contains("InvalidOperationException", line, StringComparison.Ordinal);
            Assert.Contains(nameof(Thrown), line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Values_have_the_types_of_json_and_times_are_of_one_kind()
    {
        Dictionary<string, object?> values = new()
        {
            ["Count"] = 3L,
            ["HTTPStatus"] = 503,
            ["Ratio"] = 0.5,
            ["NotANumber"] = double.NaN,
            ["IsMove"] = true,
            ["Nothing"] = null,
            ["DueAt"] = Now,
            ["Delay"] = TimeSpan.FromSeconds(90),
            ["Names"] = new[] { "a", "b" },
            ["Level"] = "theirs",
            ["0"] = "first",
            ["count"] = "again",
        };

        var fields = Json(Assert.Single(Lines(LogFormat.Json, logger => logger.Log(LogLevel.Critical, default, values, exception: null, (_, _) => "all kinds"))));

        Assert.Equal(
            "ts=2026-03-01T10:00:00.120Z level=critical logger=Bridge.Test event=0 msg=all kinds count=3 http_status=503 ratio=0.5 not_a_number=NaN is_move=true nothing=null "
            + "due_at=2026-03-01T10:00:00.1200000+00:00 delay=00:01:30 names=a, b level_=theirs _0=first",
            string.Join(' ', fields.Select(field => $"{field.Key}={field.Value}")));
    }

    private static InvalidOperationException Thrown(string text)
    {
        try
        {
            throw new InvalidOperationException(text, new IOException(text));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    /// <summary>What has half a character cannot be written; a mark stands in its place.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private string[] Lines(LogFormat format, Action<ILogger> write)
    {
        var output = new StringWriter();
        using (var log = new ConsoleLog(
            LogForm.Of(format, isTerminal: false), _references, output, new BridgeMetrics(Metrics.NewCustomRegistry(), [], 0), new FakeTimeProvider(Now)))
        {
            log.SetScopeProvider(new LoggerExternalScopeProvider());
            write(log.CreateLogger("Bridge.Test"));
        }

        Assert.EndsWith("\n", output.ToString(), StringComparison.Ordinal);
        return output.ToString()[..^1].Split('\n');
    }

    private static Dictionary<string, string> Json(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.EnumerateObject().ToDictionary(
            property => property.Name,
            property => property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText());
    }

    /// <summary>By the rules of go-logfmt, which Loki's <c>| logfmt</c> follows: a value in quotes is a string of JSON.</summary>
    private static Dictionary<string, string> Logfmt(string line)
    {
        var fields = new Dictionary<string, string>();
        for (var i = 0; i < line.Length; i++)
        {
            var equals = line.IndexOf('=', i);
            var name = line[i..equals];
            var end = equals + 1;
            if (line[end] == '"')
            {
                for (end++; line[end] != '"'; end++)
                {
                    end += line[end] == '\\' ? 1 : 0;
                }

                end++;
                fields.Add(name, JsonSerializer.Deserialize<string>(line[(equals + 1)..end])!);
            }
            else
            {
                end = line.IndexOf(' ', end) is var blank and >= 0 ? blank : line.Length;
                fields.Add(name, line[(equals + 1)..end]);
            }

            Assert.True(end == line.Length || line[end] == ' ', $"A blank has to follow {name}.");
            i = end;
        }

        return fields;
    }

    private static partial class Say
    {
        private static readonly Action<ILogger, SubjectId, string, long, Exception?> Message = LoggerMessage.Define<SubjectId, string, long>(
            LogLevel.Information, EventIds.AnnotationCreated, "{Subject:S} is annotated in Grafana {Grafana} as {AnnotationId}.");

        public static void Annotated(ILogger logger, SubjectId subject, string grafana, long annotationId) =>
            Message(logger, subject, grafana, annotationId, null);

        [LoggerMessage(EventIds.GrafanaDown, LogLevel.Error, "Grafana {Grafana} failed.")]
        public static partial void Failed(ILogger logger, Exception? exception, string grafana);
    }
}
