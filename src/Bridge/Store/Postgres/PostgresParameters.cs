namespace Bridge.Store.Postgres;

/// <summary>
/// The parameters of an address by libpq's names ("Parameter Key Words" in PostgreSQL's documentation), and what they are called by Npgsql.
/// </summary>
internal static class PostgresParameters
{
    public const string SslMode = "sslmode";
    public const string SslRootCertificate = "sslrootcert";

    private static readonly Dictionary<string, Parameter> Taken = new(StringComparer.Ordinal)
    {
        ["host"] = new("Host"),
        ["port"] = new("Port"),
        ["dbname"] = new("Database"),
        ["user"] = new("Username"),
        ["password"] = new("Password"),
        ["passfile"] = new("Passfile"),
        [SslMode] = new("SSL Mode")
        {
            Values = [("disable", "Disable"), ("allow", "Allow"), ("prefer", "Prefer"), ("require", "Require"), ("verify-ca", "VerifyCA"), ("verify-full", "VerifyFull")],
        },

        // As JDBC writes it, and libpq takes it.
        ["ssl"] = new("SSL Mode") { Values = [("true", "Require")] },
        ["sslnegotiation"] = new("SSL Negotiation") { Values = [("postgres", "Postgres"), ("direct", "Direct")] },
        [SslRootCertificate] = new("Root Certificate"),
        ["sslcert"] = new("SSL Certificate"),
        ["sslkey"] = new("SSL Key"),
        ["sslpassword"] = new("SSL Password"),
        ["channel_binding"] = new("Channel Binding") { Values = [("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")] },
        ["require_auth"] = new("Require Auth"),
        ["gssencmode"] = new("GSS Encryption Mode") { Values = [("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")] },
        ["krbsrvname"] = new("Kerberos Service Name"),
        ["application_name"] = new("Application Name"),
        ["fallback_application_name"] = new("Application Name"),
        ["connect_timeout"] = new("Timeout"),
        ["client_encoding"] = new("Client Encoding"),
        ["options"] = new("Options"),
        ["keepalives"] = new("TCP Keepalive") { Values = [("0", "false"), ("1", "true")] },
        ["keepalives_idle"] = new("TCP Keepalive Time"),
        ["keepalives_interval"] = new("TCP Keepalive Interval"),
        ["load_balance_hosts"] = new("Load Balance Hosts") { Values = [("disable", "false"), ("random", "true")] },
        ["target_session_attrs"] = new("Target Session Attributes"),
    };

    /// <summary>What libpq knows, and Npgsql has nothing for.</summary>
    private static readonly HashSet<string> Untaken =
    [
        "hostaddr", "gsslib", "gssdelegation", "keepalives_count", "max_protocol_version", "min_protocol_version", "oauth_client_id", "oauth_client_secret",
        "oauth_issuer", "oauth_scope", "replication", "requirepeer", "requiressl", "scram_client_key", "scram_server_key", "service", "servicefile",
        "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkeylogfile", "sslsni",
        "tcp_user_timeout",
    ];

    public static IEnumerable<string> Names => Taken.Keys;

    /// <param name="name">libpq's name.</param>
    /// <param name="value">The value, decoded.</param>
    /// <param name="mayTellName">Whether a name that is not known cannot be a part of a password.</param>
    /// <returns>The keyword and the value that Npgsql has for a parameter, or what is wrong with it.</returns>
    public static (string Keyword, string Value, string? Problem) Translate(string name, string value, bool mayTellName = true)
    {
        if (!Taken.TryGetValue(name, out var parameter))
        {
            return ("", "", ProblemOf(name, mayTellName));
        }

        if (parameter.Values.Length == 0)
        {
            // A list, of which Npgsql spells one otherwise.
            return (parameter.Keyword, name == "require_auth" ? value.Replace("scram-sha-256", "ScramSHA256", StringComparison.Ordinal) : value, null);
        }

        var known = parameter.Values.FirstOrDefault(pair => pair.Ours == value);
        return known.Theirs is null
            ? ("", "", $"has a value of {name} that cannot be used: it is {string.Join(", ", parameter.Values.Select(pair => pair.Ours))}.")
            : (parameter.Keyword, known.Theirs, null);
    }

    /// <summary>What a keyword of Npgsql's is called in an address.</summary>
    public static string NameOf(string keyword) =>
        Taken.FirstOrDefault(pair => pair.Value.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase)).Key ?? keyword;

    /// <summary>A name that is none of libpq's letters is not told: it may be the end of a password.</summary>
    private static string ProblemOf(string name, bool mayTellName)
    {
        if (Untaken.Contains(name))
        {
            return $"has the parameter {name}, for which Npgsql has nothing: leave it out.";
        }

        if (!mayTellName || name.Length > 40 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            return "has a parameter that PostgreSQL does not know. Is a password with ? or & in it percent-encoded?";
        }

        var meant = Settings.Misspelling.Of(name, Names) is { } known ? $" Did you mean {known}?" : "";
        return $"has the parameter {name}, which PostgreSQL does not know.{meant}";
    }

    /// <param name="Keyword">Npgsql's name.</param>
    private sealed record Parameter(string Keyword)
    {
        /// <summary>What libpq calls each value, and Npgsql; none where they are called the same.</summary>
        public (string Ours, string? Theirs)[] Values { get; init; } = [];
    }
}
