using System.Net;
using System.Text.RegularExpressions;

namespace Bridge.Simulator.Demo;

/// <summary>An annotation as a dashboard gets it from Grafana.</summary>
/// <param name="Id">Grafana's number.</param>
/// <param name="Start">To the millisecond.</param>
/// <param name="End">The start again for a mark.</param>
/// <param name="Html">What a panel renders.</param>
/// <param name="Tags">What a panel filters by.</param>
internal sealed partial record ShownAnnotation(long Id, DateTimeOffset Start, DateTimeOffset End, string Html, IReadOnlyList<string> Tags)
{
    public bool IsOpen => Tags.Contains("status:open");

    public string Incident => Tag("x-incident");

    public string Severity => Tag("severity");

    /// <summary>What a person reads: without the tags of HTML.</summary>
    public string Text => Plain(Html.Replace("<br>", " · ", StringComparison.Ordinal));

    /// <summary>Its first line.</summary>
    public string Headline => Plain(Html.Split("<br>")[0]);

    /// <summary>The first word of all.</summary>
    public string Reference => Headline.Split(' ')[0];

    private string Tag(string key) =>
        Tags.FirstOrDefault(tag => tag.StartsWith($"{key}:", StringComparison.Ordinal))?[(key.Length + 1)..] ?? "";

    private static string Plain(string html) => WebUtility.HtmlDecode(HtmlTag().Replace(html, ""));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex HtmlTag();
}
