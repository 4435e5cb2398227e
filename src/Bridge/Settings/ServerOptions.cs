using System.Net;

namespace Bridge.Settings;

/// <summary>Where the bridge listens, and how much it takes.</summary>
internal sealed record ServerOptions
{
    public const string SectionName = "Server";

    /// <summary>The address of both ports. Default: all addresses.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The port that serves <c>POST /webhooks/incident-io</c> and nothing else. 0 takes a free one, which the log names.</summary>
    public int WebhookPort { get; init; } = 8080;

    /// <summary>The port of <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>. 0 takes a free one, which the log names.</summary>
    public int ManagementPort { get; init; } = 8081;

    /// <summary>The largest webhook body that is read, in bytes; above it the answer is 413.</summary>
    public int MaxWebhookBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether <see cref="Address"/> stands for every IPv4 and IPv6 address.</summary>
    public bool ListensOnAllAddresses => Address.Equals(IPAddress.Any);

    public static ServerOptions Read(SettingsSection section)
    {
        var defaults = new ServerOptions();
        var address = section.Text("Address", "*");
        if (!TryParseAddress(address, out var ip))
        {
            section.Fault("Address", "is neither an IP address nor * (all addresses).");
        }

        var options = new ServerOptions
        {
            Address = ip,
            WebhookPort = section.Integer("WebhookPort", defaults.WebhookPort, 0, 65535),
            ManagementPort = section.Integer("ManagementPort", defaults.ManagementPort, 0, 65535),
            MaxWebhookBytes = section.Integer("MaxWebhookBytes", defaults.MaxWebhookBytes, 1024, 64 * 1024 * 1024),
        };
        if (options.WebhookPort == options.ManagementPort && options.WebhookPort != 0)
        {
            section.Fault("ManagementPort", "is the webhook port too; the two must differ, so that a firewall can tell them apart.");
        }

        section.RejectUnknownKeys();
        return options;
    }

    private static bool TryParseAddress(string text, out IPAddress address)
    {
        if (text == "*")
        {
            address = IPAddress.Any;
            return true;
        }

        var parsed = IPAddress.TryParse(text, out var ip);
        address = ip ?? IPAddress.Any;
        return parsed;
    }
}
