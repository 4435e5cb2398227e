using System.Net;

namespace Bridge.Annotations.Templates;

/// <summary>
/// Whether a value may follow what stands in an address: only where it cannot choose the host any more. Whoever names an incident would
/// choose what the browser of everyone who looks at the graph fetches.
/// </summary>
/// <remarks>
/// By how browsers read addresses (WHATWG URL Standard, "basic URL parser"): blanks in front are dropped, a backslash counts as a slash, and an address that begins with two
/// slashes names a host.
/// </remarks>
internal static class AddressPrefix
{
    private static readonly string[] Schemes = ["https://", "http://"];

    /// <param name="escaped">What stands between the quotes so far, in HTML.</param>
    public static bool IsComplete(string escaped)
    {
        var text = WebUtility.HtmlDecode(escaped).Replace('\\', '/').TrimStart();
        foreach (var scheme in Schemes)
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                // More slashes would be passed over, and the next word be the host.
                var host = text.AsSpan(scheme.Length);
                var end = host.IndexOfAny("/?#");
                return end > 0 && host[end] == '/';
            }
        }

        return text.Length > 0 && (text[0] is '?' or '#' || (text[0] == '/' && text.Length > 1 && text[1] != '/'));
    }
}
