using System.CommandLine;
using Bridge.Settings;

namespace Bridge.Commands;

/// <summary>
/// <c>health</c>: asks the bridge that runs with the same settings whether it lives. For the health check of a container, whose image has
/// no shell and no curl; so it needs nothing but the port, and no credentials.
/// </summary>
internal static class HealthCommand
{
    private const int FailedExitCode = 1;

    /// <summary>Less than the five seconds that the image's health check gives it, so that the reason is told and not only the time-out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var url = new Option<string?>("--url")
        {
            Description = "The address to ask, in place of /healthz on the management port that the settings name.",
        };
        var json = CommandJson.Option();
        var command = new Command(
            "health", "Asks the running bridge on this machine, or in this container, whether it lives. Prints one line. Exits with 1 if it does not.")
        {
            url,
            json,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(url), arguments.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? url, bool json, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(url, cancellationToken);
        if (json)
        {
            CommandJson.Write(new HealthDocument(answer.IsHealthy, answer.Line), CommandJson.Default.HealthDocument);
            return answer.IsHealthy ? 0 : FailedExitCode;
        }

        await (answer.IsHealthy ? Console.Out : Console.Error).WriteLineAsync(answer.Line);
        return answer.IsHealthy ? 0 : FailedExitCode;
    }

    private static async Task<HealthAnswer> AskAsync(string? url, CancellationToken cancellationToken)
    {
        try
        {
            return AddressFrom(url) is { } address
                ? await HealthQuestion.AskAsync(address, Patience, cancellationToken)
                : new HealthAnswer(false, "Server:ManagementPort is 0, so the bridge took a free port: name the address in its log with --url.");
        }
        catch (UriFormatException)
        {
            return new HealthAnswer(false, "--url is not an absolute http or https address.");
        }
        catch (InvalidSettingsException exception)
        {
            return new HealthAnswer(false, string.Join(' ', exception.Faults));
        }
    }

    private static Uri? AddressFrom(string? url)
    {
        if (url is null)
        {
            return HealthQuestion.AddressOf(BridgeHost.ReadServer());
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UriFormatException();
    }
}

/// <summary>What <c>health --json</c> prints.</summary>
/// <param name="Ok">Whether the bridge lives.</param>
/// <param name="Message">What it answered, or why it did not.</param>
internal sealed record HealthDocument(bool Ok, string Message);
