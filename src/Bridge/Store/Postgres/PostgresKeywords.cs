using System.Data.Common;
using System.Text;
using Bridge.Settings;
using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>
/// Looks through <c>Storage:ConnectionString</c> before anything is opened. Npgsql takes some values that no connection can be opened with, and its
/// objections may hold a part of the password.
/// </summary>
internal static class PostgresKeywords
{
    /// <summary>Bytes; of Npgsql's buffers.</summary>
    private const int SmallestBuffer = 4096;

    /// <summary>Seconds. More would only hide that nothing answers.</summary>
    private const int LongestCommand = 3600;

    /// <returns>What is wrong with it, without a word of it but its keywords; null when nothing is.</returns>
    public static string? ProblemOf(Secret connectionString)
    {
        var isAddress = PostgresAddress.Is(connectionString.Reveal());
        if (isAddress && PostgresAddress.Read(connectionString.Reveal()).Problem is { } misread)
        {
            return misread;
        }

        try
        {
            if (ProblemOf(PostgresConnections.Parse(connectionString), isAddress ? PostgresParameters.NameOf : keyword => keyword) is { } problem)
            {
                return problem;
            }

            PostgresConnections.Validate(connectionString);
            return null;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            return "has keywords that exclude each other or that the bridge has no use for; keep to those of docs/configuration.md.";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return isAddress ? MisreadAddress(connectionString) : Misread(connectionString);
        }
    }

    /// <param name="settings">What was read.</param>
    /// <param name="name">What a keyword is called in the form that it was read from.</param>
    private static string? ProblemOf(NpgsqlConnectionStringBuilder settings, Func<string, string> name) => settings switch
    {
        { Host: null or "" } => $"names no {name("Host")}.",
        { Password: { Length: > 0 }, Passfile: { Length: > 0 } } =>
            $"has a {name("Password")} and a {name("Passfile")}, which exclude each other: keep one.",
        { TargetSessionAttributes: not (null or "read-write" or "primary") } =>
            $"asks for a server that may be read-only; the bridge writes: {name("Target Session Attributes")}=read-write.",
        { CommandTimeout: < 0 or > LongestCommand } => Unusable(name("Command Timeout"), $"it is a number of seconds up to {LongestCommand}"),
        { ReadBufferSize: < SmallestBuffer } => Unusable(name("Read Buffer Size"), $"it is at least {SmallestBuffer}"),
        { WriteBufferSize: < SmallestBuffer } => Unusable(name("Write Buffer Size"), $"it is at least {SmallestBuffer}"),
        { TcpKeepAliveInterval: > 0, TcpKeepAliveTime: 0 } =>
            Unusable(name("TCP Keepalive Interval"), $"it needs {name("TCP Keepalive Time")} beside it"),
        _ when !IsEncoding(settings.Encoding) => Unusable(name("Encoding"), "leave it out"),
        _ => Missing(name("Root Certificate"), settings.RootCertificate) ?? Missing(name("SSL Certificate"), settings.SslCertificate)
            ?? Missing(name("SSL Key"), settings.SslKey) ?? Missing(name("Passfile"), settings.Passfile),
    };

    private static string? Missing(string name, string? file) =>
        string.IsNullOrEmpty(file) || File.Exists(file) ? null : Unusable(name, "there is no such file");

    /// <summary>Npgsql's own name of its default is none of .NET's.</summary>
    private static bool IsEncoding(string name)
    {
        try
        {
            return name == "UTF8" || Encoding.GetEncoding(name) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Which keyword it is, if that can be told: of what is none, nobody knows whether it is a part of a password.</summary>
    private static string Misread(Secret connectionString)
    {
        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = connectionString.Reveal();
        }
        catch (ArgumentException)
        {
            return "cannot be read. Write it as postgres://user:password@host:5432/database or as Host=…;Database=…;Username=…;Password=….";
        }

        foreach (var keyword in pairs.Keys.Cast<string>())
        {
            if (!Takes(keyword, pairs[keyword]))
            {
                return IsKeyword(keyword) ? Unusable(keyword, "see docs/configuration.md") : "has a keyword that Npgsql does not know. Is a password with ; or = not in quotes?";
            }
        }

        return "has keywords that exclude each other.";
    }

    private static string MisreadAddress(Secret connectionString)
    {
        var wrong = PostgresAddress.Read(connectionString.Reveal()).Settings.FirstOrDefault(setting => !Takes(setting.Keyword, setting.Value));
        return wrong.Name is null ? "has parameters that exclude each other." : Unusable(wrong.Name, "see docs/configuration.md");
    }

    private static bool Takes(string keyword, object value)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder { [keyword] = value };
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsKeyword(string keyword) => new NpgsqlConnectionStringBuilder().ContainsKey(keyword);

    private static string Unusable(string keyword, string hint) => $"has a value of {keyword} that cannot be used: {hint}.";
}
