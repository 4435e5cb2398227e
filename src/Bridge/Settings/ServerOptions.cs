using System.Net;

namespace Bridge.Settings;

/// <summary>Where the bridge listens, and how much it takes.</summary>
internal sealed record ServerOptions
{
    public const string SectionName = SectionNames.Server;

    /// <summary>The address of the webhook port. Default: all addresses, which <see cref="IPAddress.Any"/> stands for.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The address of the management port. Default: as <see cref="Address"/>.</summary>
    public IPAddress? ManagementAddress { get; init; }

    /// <summary>
    /// The port that serves <c>POST /webhooks/incident-io</c>, and says to load balancers that it is there. 0 takes a free one, which the log
    /// names. Not opened by a bridge that only polls.
    /// </summary>
    public int WebhookPort { get; init; } = 8080;

    /// <summary>The port of <c>/healthz</c>, <c>/readyz</c>, <c>/metrics</c> and the status page. 0 takes a free one, which the log names.</summary>
    public int ManagementPort { get; init; } = 8081;

    /// <summary>The largest webhook body that is read, in bytes; above it the answer is 413.</summary>
    public int MaxWebhookBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many open incidents have a series of their own in the metrics, at most; 0 for none.</summary>
    public int MaxOpenIncidentSeries { get; init; }

    public static ServerOptions Read(SettingsSection section)
    {
        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Address = AddressOf(section, "Address") ?? defaults.Address,
            ManagementAddress = AddressOf(section, "ManagementAddress"),
            WebhookPort = section.Integer("WebhookPort", defaults.WebhookPort, 0, 65535),
            ManagementPort = section.Integer("ManagementPort", defaults.ManagementPort, 0, 65535),
            MaxWebhookBytes = section.Integer("MaxWebhookBytes", defaults.MaxWebhookBytes, 1024, 64 * 1024 * 1024),
            MaxOpenIncidentSeries = section.Integer("MaxOpenIncidentSeries", defaults.MaxOpenIncidentSeries, 0, 1000),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private static IPAddress? AddressOf(SettingsSection section, string key)
    {
        if (section.OptionalText(key) is not { } text)
        {
            return null;
        }

        if (text == "*")
        {
            return IPAddress.Any;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        section.Fault(key, "is neither an IP address nor * (all addresses).");
        return null;
    }
}
