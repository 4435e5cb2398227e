using Bridge.Settings;

namespace Bridge.Incidents;

/// <summary>How incident.io is reached, and how its webhooks are recognised.</summary>
internal sealed record IncidentIoOptions
{
    public const string SectionName = SectionNames.IncidentIo;

    private const string DefaultApiUrl = "https://api.incident.io";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public Uri ApiUrl { get; init; } = new(DefaultApiUrl);

    /// <summary>Authorities beside the system's that may have certified it; for a proxy that ends TLS.</summary>
    public CaFile? CaFile { get; init; }

    /// <summary>An API key with the role <c>viewer</c>, and <c>global_access</c> for private incidents. Required.</summary>
    public required Secret ApiKey { get; init; }

    /// <summary>The signing secrets of the webhook endpoint: one, or several while rotating. Required.</summary>
    public required IReadOnlyList<SigningSecret> SigningSecrets { get; init; }

    /// <summary>How often changed incidents are listed, to find what no webhook announced; zero for never.</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public static IncidentIoOptions Read(SettingsSection section)
    {
        var options = new IncidentIoOptions
        {
            ApiUrl = section.HttpUrl("ApiUrl", DefaultApiUrl) ?? new Uri(DefaultApiUrl),
            CaFile = section.CaFile("CaFile"),
            ApiKey = section.RequiredSecret("ApiKey"),
            SigningSecrets = ReadSigningSecrets(section),
            ResyncInterval = section.Duration("ResyncInterval", TimeSpan.FromMinutes(5), TimeSpan.Zero, TimeSpan.FromDays(1)),
            Timeout = section.Duration("Timeout", DefaultTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private static List<SigningSecret> ReadSigningSecrets(SettingsSection section)
    {
        var secrets = new List<SigningSecret>();
        var entries = section.Entries("SigningSecrets");
        foreach (var (key, value) in entries)
        {
            if (SigningSecret.TryParse(value, out var secret))
            {
                secrets.Add(secret);
            }
            else
            {
                section.Fault(key, $"is not a signing secret: whsec_ and base64 of at least {SigningSecret.MinBytes} bytes, as incident.io shows it under Settings → Webhooks.");
            }
        }

        if (entries.Count == 0)
        {
            section.Fault("SigningSecrets:0", "is required: the signing secret of the webhook endpoint in incident.io.");
        }

        return secrets;
    }
}
