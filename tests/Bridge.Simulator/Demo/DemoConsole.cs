namespace Bridge.Simulator.Demo;

/// <summary>Prints the day: aligned, and in colour only where somebody looks.</summary>
internal sealed class DemoConsole
{
    private const int LabelWidth = 9;
    private const int TextWidth = 52;
    private const string Indent = "         ";

    private readonly TextWriter _out = Console.Out;
    private readonly bool _colours = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    public void Heading(string text) => _out.WriteLine(Paint(text, "1"));

    public void Blank() => _out.WriteLine();

    public void Step(int number, int count, DemoStep step)
    {
        _out.WriteLine();
        _out.WriteLine($"{Paint($"{number,2}/{count}", "2")}  {Paint($"{step.At:HH:mm}", "36")}  {Paint(step.Title, "1")}");
    }

    public void Line(string label, string text) => _out.WriteLine($"{Indent}{Paint(label.PadRight(LabelWidth), "2")}{text}");

    public void Sent(string what, int status) =>
        Line("webhook", $"{what.PadRight(TextWidth)} {Paint($"{status}", status < 300 ? "32" : "33")}");

    /// <param name="annotations">Null while Grafana is away.</param>
    public void Shown(IReadOnlyList<ShownAnnotation>? annotations)
    {
        if (annotations is null or [])
        {
            Line("Grafana", Paint(annotations is null ? "does not answer" : "shows nothing", "2"));
            return;
        }

        var label = "Grafana";
        foreach (var shown in annotations)
        {
            Line(label, Row(shown));
            label = "";
        }
    }

    public void Ok(string expectation) => Line("", $"{Paint("ok", "32")} {expectation}");

    public void Failed(DemoFailureException failure)
    {
        Line("", $"{Paint("FAILED", "1;31")} expected {failure.Expected}");
        Line("", $"{new string(' ', "FAILED".Length)} got      {failure.Got}");
    }

    private string Row(ShownAnnotation shown)
    {
        var end = shown.End > shown.Start && !shown.IsOpen ? $"{shown.End.ToLocalTime():HH:mm}" : "     ";
        var status = shown.IsOpen ? Paint("open    ", "33") : Paint("resolved", "32");
        return $"#{shown.Id,-4} {shown.Start.ToLocalTime():HH:mm}–{end}  {status}  {shown.Severity,-9} {Cut(shown.Headline)}";
    }

    private static string Cut(string text) => text.Length <= TextWidth ? text : string.Concat(text.AsSpan(0, TextWidth - 1), "…");

    private string Paint(string text, string code) => _colours ? $"\e[{code}m{text}\e[0m" : text;
}
