using Bridge.Settings;

namespace Bridge.Grafana;

/// <summary>Headers that what stands in front of a Grafana asks for. Their values may be secrets.</summary>
internal sealed class GrafanaHeaders
{
    /// <summary>The bridge sets these itself, or they belong to a connection.</summary>
    private static readonly string[] Taken =
    [
        "Authorization", "Accept", "Connection", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade", "User-Agent", "X-Grafana-Org-Id",
    ];

    private readonly IReadOnlyList<(string Name, Secret Value)> _headers;

    private GrafanaHeaders(IReadOnlyList<(string Name, Secret Value)> headers) => _headers = headers;

    /// <summary>None when there is none.</summary>
    public static GrafanaHeaders? Read(SettingsSection section)
    {
        var headers = new List<(string, Secret)>();
        foreach (var (name, value) in section.Values())
        {
            if (Taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                section.Fault(name, "is a header that the bridge sets itself. Grafana's credentials are Token, or User and Password; the organization is OrgId.");
            }
            else if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            {
                section.Fault(name, "is not the name of a header: letters, digits, -, _ and dots.");
            }
            else if (!value.All(character => character is >= ' ' and <= '~'))
            {
                section.Fault(name, "holds a line break or a character that no header has; copy it once more.");
            }
            else
            {
                headers.Add((name, new Secret(value)));
            }
        }

        return headers.Count == 0 ? null : new GrafanaHeaders(headers);
    }

    public void AddTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.Reveal());
        }
    }

    /// <summary>Whether another one says the same.</summary>
    public bool IsAs(GrafanaHeaders? other) => other is not null && _headers.SequenceEqual(other._headers);

    public override string ToString() => "[headers]";
}
