using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Benchmarks.Upstreams;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.Benchmarks.Micro;

/// <summary>What is worked out for each annotation, from incident.io's answer to what is sent. (Public: the tool derives from it.)</summary>
public class AnnotationBenchmarks
{
    private const string Template = "<b>{{ incident.reference }}</b> {{ incident.name }}<br>{{ incident.status }}, {{ incident.severity }}";

    private readonly AnnotationOptions _options = new();
    private readonly AnnotationRoute _route = new(AnnotationRoute.DefaultName, ["main"]);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private byte[] _answer = null!;
    private Incident _incident = null!;
    private DesiredAnnotation _desired = null!;
    private AnnotationTemplate _template = null!;
    private TemplateInput _input = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _answer = LeanIncident.Live(1, _now).Answer;
        _incident = (Incident)Read()!;
        _desired = AnnotationPolicy.Decide(_incident, _options, _route, ShownState.Nothing, _now)[0];
        _template = AnnotationTemplate.TryParse(Template, out var template, out var problem)
            ? template
            : throw new InvalidOperationException(problem);
        _input = new TemplateInput { Incident = _incident, Part = AnnotationPart.Region, Status = AnnotationStatus.Open, Start = _desired.Start };
    }

    [Benchmark(Description = "incident from incident.io's answer")]
    public object? Read()
    {
        using var answer = JsonSerializer.Deserialize(_answer, IncidentIoJson.Default.JsonDocument)!;
        return IncidentMapping.Read(answer.RootElement.GetProperty("incident"), "incident").Incident;
    }

    [Benchmark(Description = "tags")]
    public int Tags() => AnnotationTags.For(_incident, AnnotationPart.Region, AnnotationStatus.Open, _route, [], null).Count;

    [Benchmark(Description = "default text")]
    public int Text() => AnnotationText.For(_input).Length;

    [Benchmark(Description = "text by a Liquid template")]
    public object Render() => _template.Render(_input);

    [Benchmark(Description = "fingerprint")]
    public string Fingerprint() => _desired.Fingerprint();

    [Benchmark(Description = "plan of a new incident")]
    public int Plan() => ReconciliationPlan.Make(_incident, new IncidentProjection(() => _options), "main", [_route], _options, [], [], _now).Steps.Count;
}
