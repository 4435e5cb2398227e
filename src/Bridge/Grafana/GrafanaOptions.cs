using Bridge.Settings;

namespace Bridge.Grafana;

/// <summary>One Grafana that annotations are posted to.</summary>
internal sealed record GrafanaOptions
{
    public const string SectionName = SectionNames.Grafana;

    private const int MaxNameLength = 40;

    /// <summary>The name that the operator chose: the setting's key, and the value of the metric label <c>grafana</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Grafana's address, with its sub-path if it has one.</summary>
    public required Uri Url { get; init; }

    /// <summary>A service-account token that may write organization annotations (role Editor). Empty with <see cref="User"/>.</summary>
    public required Secret Token { get; init; }

    /// <summary>Who signs in with <see cref="Password"/> (basic authentication), in place of a token.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public Secret? Password { get; init; }

    /// <summary>A token that may save dashboards, for <c>queries --apply</c> alone; none for the credentials that annotations are posted with.</summary>
    public Secret? DashboardsToken { get; init; }

    /// <summary>Headers of every request, for what stands in front of it.</summary>
    public GrafanaHeaders? Headers { get; init; }

    /// <summary>By what the bridge shows who it is when TLS asks for it.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>The file with the key of <see cref="ClientCertificate"/>; none when it is in the same file.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The organization to act in. A token belongs to one organization, so this only matters behind a proxy that signs in.</summary>
    public int? OrgId { get; init; }

    /// <summary>Authorities beside the system's that may have certified it.</summary>
    public CaFile? CaFile { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests that it is given at once. A Grafana on SQLite locks up above the default.</summary>
    public int MaxConcurrency { get; init; } = 4;

    public static IReadOnlyList<GrafanaOptions> ReadAll(SettingsSection section)
    {
        var all = section.Children().Select(child => Read(child.Name, child.Section, section)).ToList();
        if (all.Count == 0)
        {
            section.Fault("main:Url", "is required: at least one Grafana, under a name of your choice.");
        }

        return all;
    }

    private static GrafanaOptions Read(string name, SettingsSection section, SettingsSection parent)
    {
        if (name.Length > MaxNameLength || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            parent.Fault(name, $"is not a usable name: up to {MaxNameLength} letters, digits, - and _.");
        }

        var defaults = TimeSpan.FromSeconds(10);
        var user = section.OptionalText("User");
        var orgId = section.Integer("OrgId", 0, 1, int.MaxValue);
        var options = new GrafanaOptions
        {
            Name = name,
            Url = section.HttpUrl("Url", fallback: null) ?? new Uri("http://invalid.invalid"),
            Token = user is null ? section.RequiredSecret("Token") : section.OptionalSecret("Token") ?? new Secret(""),
            User = user,
            Password = section.OptionalSecret("Password"),
            DashboardsToken = section.OptionalSecret("DashboardsToken"),
            Headers = GrafanaHeaders.Read(section.Section("Headers")),
            ClientCertificate = section.ClientCertificate("ClientCertificate", "ClientKey"),
            ClientKey = section.OptionalText("ClientKey"),
            OrgId = orgId == 0 ? null : orgId,
            CaFile = section.CaFile("CaFile"),
            Timeout = section.Duration("Timeout", defaults, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            MaxConcurrency = section.Integer("MaxConcurrency", 4, 1, 64),
        };
        CheckSignIn(section, options);
        section.RejectUnknownKeys();
        return options;
    }

    private static void CheckSignIn(SettingsSection section, GrafanaOptions options)
    {
        if (options.User is null)
        {
            if (options.Password is not null)
            {
                section.Fault("User", "is required beside Password.");
            }

            return;
        }

        if (options.Password is null)
        {
            section.Fault("Password", "is required beside User.");
        }

        if (options.Token.Reveal().Length > 0)
        {
            section.Fault("Token", "excludes User and Password, since both are the header Authorization: keep one.");
        }

        if (options.User.Contains(':', StringComparison.Ordinal))
        {
            section.Fault("User", "has a colon, which basic authentication cannot carry.");
        }
    }
}
