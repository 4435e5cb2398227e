using System.Globalization;
using System.Text;

namespace Bridge.Store.Postgres;

/// <summary>
/// A connection string in the form of an address, <c>postgres://user:password@host:5432/database?sslmode=verify-full</c>, as CloudNativePG, Heroku
/// and others hand it out. Read by the rules of libpq ("Connection URIs" in PostgreSQL's documentation): several hosts, percent-encoding, and
/// parameters by libpq's names, of which a later one goes before an earlier one and before what stands in front of the <c>?</c>.
/// </summary>
/// <remarks>
/// A password with <c>/</c>, <c>?</c> or <c>@</c> that is not encoded turns into a part of something else. So nothing of an address is ever told but
/// the name of a parameter, and that only where no password with <c>@</c> or <c>&amp;</c> in it can have ended in it.
/// </remarks>
internal static class PostgresAddress
{
    private const string DefaultPort = "5432";

    /// <summary>The value of <c>sslrootcert</c> for the authorities that the system trusts.</summary>
    private const string SystemRoots = "system";

    private const string Encode = "In a user or a password write / as %2F, ? as %3F, @ as %40 and % as %25.";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether it is written as an address at all, right or wrong.</summary>
    public static bool Is(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <returns>What it says, by libpq's names and Npgsql's keywords, or what is wrong with it.</returns>
    public static (IReadOnlyList<PostgresSetting> Settings, string? Problem) Read(string text)
    {
        var (before, query) = Cut(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, path) = Cut(before, '/');
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        var (user, password) = Cut(at < 0 ? "" : authority[..at], ':');
        var servers = authority[(at + 1)..];
        if (servers.Contains('@', StringComparison.Ordinal) || path.AsSpan().ContainsAny("@/") || query.Contains('@', StringComparison.Ordinal))
        {
            return ([], $"is an address with @ or / where none can be. {Encode}");
        }

        var split = servers.Split(',').Select(HostAndPort).ToList();
        List<(string Name, string Value)> said =
        [
            ("host", string.Join(',', split.Select(server => server.Host))),
            ("port", string.Join(',', split.Select(server => server.Port))),
            ("dbname", path),
            ("user", user),
            ("password", password),
        ];
        said.RemoveAll(pair => pair.Value.Trim(',').Length == 0);
        said.AddRange(query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => Cut(parameter, '=')));
        return Translate(said, mayTellNames: !query.Contains("password=", StringComparison.Ordinal));
    }

    private static (IReadOnlyList<PostgresSetting> Settings, string? Problem) Translate(List<(string Name, string Value)> said, bool mayTellNames)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in said)
        {
            if (Decode(value) is not { } decoded)
            {
                return ([], $"is an address with a % that no two hexadecimal digits follow, or that stands for no text. {Encode}");
            }

            values[name] = decoded;
        }

        if (TakePorts(values) is { } wrong)
        {
            return ([], wrong);
        }

        if (values.ContainsKey("application_name"))
        {
            values.Remove("fallback_application_name");
        }

        if (values.GetValueOrDefault("client_encoding") == "auto")
        {
            values.Remove("client_encoding");
        }

        CheckAsLibpq(values);
        var settings = new List<PostgresSetting>();
        foreach (var (name, value) in values)
        {
            var (keyword, theirs, problem) = PostgresParameters.Translate(name, value, mayTellNames);
            if (problem is not null)
            {
                return ([], problem);
            }

            settings.Add(new PostgresSetting(name, keyword, theirs));
        }

        return (settings, null);
    }

    /// <summary>With a file of authorities, libpq checks a certificate that is only required; with those of the system, it checks the host too.</summary>
    private static void CheckAsLibpq(Dictionary<string, string> values)
    {
        if (values.GetValueOrDefault(PostgresParameters.SslRootCertificate) is not { } authorities)
        {
            return;
        }

        if (authorities == SystemRoots)
        {
            values.Remove(PostgresParameters.SslRootCertificate);
            values[PostgresParameters.SslMode] = "verify-full";
        }
        else if (values.GetValueOrDefault(PostgresParameters.SslMode) == "require")
        {
            values[PostgresParameters.SslMode] = "verify-ca";
        }
    }

    /// <summary>Of several hosts Npgsql has each port behind its host, of one it has both by themselves.</summary>
    private static string? TakePorts(Dictionary<string, string> values)
    {
        var ports = values.GetValueOrDefault("port", "").Split(',');
        if (ports.Any(port => port.Length > 0 && !IsPort(port)))
        {
            return $"is an address with a port that is no number from 1 to 65535. {Encode}";
        }

        var hosts = values.GetValueOrDefault("host", "").Split(',');
        if (ports.Length > 1 && ports.Length != hosts.Length)
        {
            return $"is an address with {ports.Length} ports for {hosts.Length} hosts.";
        }

        if (hosts.Length == 1)
        {
            values["host"] = hosts[0].Trim('[', ']');
            return null;
        }

        if (hosts.Contains(""))
        {
            return "is an address with a host that is empty.";
        }

        values.Remove("port");
        values["host"] = string.Join(',', hosts.Select((host, i) => $"{host}:{(ports[i % ports.Length] is { Length: > 0 } port ? port : DefaultPort)}"));
        return null;
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    /// <summary>An address of IPv6 stands in brackets, which several hosts keep.</summary>
    private static (string Host, string Port) HostAndPort(string server)
    {
        var colon = server.IndexOf(':', Math.Max(server.IndexOf(']', StringComparison.Ordinal), 0));
        return colon < 0 ? (server, "") : (server[..colon], server[(colon + 1)..]);
    }

    private static (string Before, string After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + 1)..]);
    }

    /// <summary>Text whose bytes may each be written as <c>%</c> and two digits; null when it is none.</summary>
    private static string? Decode(string text)
    {
        var said = Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(said.Length);
        for (var i = 0; i < said.Length; i++)
        {
            if (said[i] != '%')
            {
                bytes.Add(said[i]);
                continue;
            }

            if (i + 2 >= said.Length || !byte.TryParse(said.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value == 0)
            {
                return null;
            }

            bytes.Add(value);
            i += 2;
        }

        try
        {
            return Utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>One thing that an address says.</summary>
/// <param name="Name">libpq's name of it.</param>
/// <param name="Keyword">Npgsql's.</param>
/// <param name="Value">As Npgsql takes it.</param>
internal readonly record struct PostgresSetting(string Name, string Keyword, string Value);
