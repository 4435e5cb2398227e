using Bridge.Settings;

namespace Bridge.Incidents;

/// <summary>How incident.io is reached, and how its webhooks are recognised.</summary>
internal sealed record IncidentIoOptions
{
    public const string SectionName = SectionNames.IncidentIo;

    private const string DefaultApiUrl = "https://api.incident.io";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Of a bridge that takes webhooks: they tell of nearly everything.</summary>
    private static readonly TimeSpan DefaultResyncInterval = TimeSpan.FromMinutes(5);

    /// <summary>Of a bridge that only polls: how late an annotation may be.</summary>
    private static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(30);

    public Uri ApiUrl { get; init; } = new(DefaultApiUrl);

    /// <summary>Authorities beside the system's that may have certified it; for a proxy that ends TLS.</summary>
    public CaFile? CaFile { get; init; }

    /// <summary>An API key with the role <c>viewer</c>, and <c>global_access</c> for private incidents. Required.</summary>
    public required Secret ApiKey { get; init; }

    /// <summary>Whether incident.io sends webhooks. If not, the bridge only polls: it has no webhook port, and finds changes by listing them.</summary>
    public bool Webhooks { get; init; } = true;

    /// <summary>The signing secrets of the webhook endpoint: one, or several while rotating. Required with <see cref="Webhooks"/>, and not used without.</summary>
    public required IReadOnlyList<SigningSecret> SigningSecrets { get; init; }

    /// <summary>
    /// How often changed incidents are listed, to find what no webhook announced. Default: 5 minutes, and 30 seconds without <see cref="Webhooks"/>.
    /// Zero for never, which only a bridge with webhooks may be told.
    /// </summary>
    public TimeSpan ResyncInterval { get; init; } = DefaultResyncInterval;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public static IncidentIoOptions Read(SettingsSection section)
    {
        var webhooks = section.Flag("Webhooks", fallback: true);
        var options = new IncidentIoOptions
        {
            ApiUrl = section.HttpUrl("ApiUrl", DefaultApiUrl) ?? new Uri(DefaultApiUrl),
            CaFile = section.CaFile("CaFile"),
            ApiKey = section.RequiredSecret("ApiKey"),
            Webhooks = webhooks,
            SigningSecrets = ReadSigningSecrets(section, webhooks),
            ResyncInterval = section.Duration("ResyncInterval", webhooks ? DefaultResyncInterval : DefaultPollInterval, TimeSpan.Zero, TimeSpan.FromDays(1)),
            Timeout = section.Duration("Timeout", DefaultTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
        };
        if (!webhooks && options.ResyncInterval == TimeSpan.Zero)
        {
            section.Fault("ResyncInterval", "is 00:00:00, and IncidentIo:Webhooks is false: no change would ever be found. Leave it out (00:00:30), or set how late an annotation may be.");
        }

        section.RejectUnknownKeys();
        return options;
    }

    /// <summary>A bridge that only polls needs none and refuses none, so that whoever turns webhooks off for a while need not take them away.</summary>
    private static List<SigningSecret> ReadSigningSecrets(SettingsSection section, bool webhooks)
    {
        var secrets = new List<SigningSecret>();
        var entries = section.Entries("SigningSecrets");
        foreach (var (key, value) in entries)
        {
            if (SigningSecret.TryParse(value, out var secret))
            {
                secrets.Add(secret);
            }
            else if (webhooks)
            {
                section.Fault(key, $"is not a signing secret: whsec_ and base64 of at least {SigningSecret.MinBytes} bytes, as incident.io shows it under Settings → Webhooks.");
            }
        }

        if (webhooks && entries.Count == 0)
        {
            section.Fault("SigningSecrets:0", "is required: the signing secret of the webhook endpoint in incident.io. Without webhooks set IncidentIo:Webhooks to false.");
        }

        return secrets;
    }
}
