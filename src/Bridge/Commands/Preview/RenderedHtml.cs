using System.Net;
using System.Text;
using Bridge.Commands.Output;

namespace Bridge.Commands.Preview;

/// <summary>The text of an annotation as somebody reads it in Grafana, in plain lines; a link has its address behind it. Pure.</summary>
internal static class RenderedHtml
{
    private static readonly HashSet<string> Breaking = new(StringComparer.OrdinalIgnoreCase)
    {
        "br", "p", "div", "li", "ul", "ol", "tr", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote",
    };

    /// <param name="html">As the bridge sends it: what is between quotes in a tag may have a <c>&gt;</c>.</param>
    public static IReadOnlyList<string> Lines(string html)
    {
        var text = new StringBuilder();
        var links = new Stack<string>();
        for (var index = 0; index < html.Length;)
        {
            if (html[index] == '<')
            {
                var end = EndOfTag(html, index);
                Tag(html[(index + 1)..end], text, links);
                index = end + 1;
            }
            else
            {
                var end = html.IndexOf('<', index) is > 0 and var next ? next : html.Length;
                text.Append(CommandText.Printable(WebUtility.HtmlDecode(html[index..end])));
                index = end;
            }
        }

        return [.. text.ToString().Split('\n').Select(Collapse).Where(line => line.Length > 0)];
    }

    private static void Tag(string tag, StringBuilder text, Stack<string> links)
    {
        var name = string.Concat(tag.TrimStart('/').TakeWhile(char.IsLetterOrDigit));
        if (Breaking.Contains(name))
        {
            text.Append('\n').Append(name.Equals("li", StringComparison.OrdinalIgnoreCase) && tag[0] != '/' ? "- " : "");
        }
        else if (name.Equals("img", StringComparison.OrdinalIgnoreCase))
        {
            text.Append(Attribute(tag, "alt"));
        }
        else if (name.Equals("a", StringComparison.OrdinalIgnoreCase) && tag[0] != '/')
        {
            links.Push(Attribute(tag, "href"));
        }
        else if (name.Equals("a", StringComparison.OrdinalIgnoreCase) && links.TryPop(out var address) && address.Length > 0)
        {
            text.Append($" ({address})");
        }
    }

    private static int EndOfTag(string html, int start)
    {
        var quote = '\0';
        for (var index = start; index < html.Length; index++)
        {
            if (quote != '\0')
            {
                quote = html[index] == quote ? '\0' : quote;
            }
            else if (html[index] is '"' or '\'')
            {
                quote = html[index];
            }
            else if (html[index] == '>')
            {
                return index;
            }
        }

        return html.Length - 1;
    }

    private static string Attribute(string tag, string name)
    {
        foreach (var quote in "\"'")
        {
            var begin = tag.IndexOf($" {name}={quote}", StringComparison.OrdinalIgnoreCase);
            if (begin >= 0)
            {
                var value = tag[(begin + name.Length + 3)..];
                return CommandText.Printable(WebUtility.HtmlDecode(value.IndexOf(quote, StringComparison.Ordinal) is >= 0 and var end ? value[..end] : value));
            }
        }

        return "";
    }

    /// <summary>A browser shows blanks in a row as one.</summary>
    private static string Collapse(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
