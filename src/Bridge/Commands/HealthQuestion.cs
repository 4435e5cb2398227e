using System.Net;
using Bridge.Settings;

namespace Bridge.Commands;

/// <summary>What a bridge said of its health, in one line.</summary>
internal sealed record HealthAnswer(bool IsHealthy, string Line);

/// <summary>Asks a running bridge how it is.</summary>
internal static class HealthQuestion
{
    private const string Path = "/healthz";

    /// <summary>A reason is a sentence; what is longer is a page of something else that has the port.</summary>
    private const int MaxReasonLength = 200;

    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Where a bridge with these settings can be asked from the same machine or pod; null when it takes a free port.</summary>
    public static Uri? AddressOf(ServerOptions server)
    {
        if (server.ManagementPort == 0)
        {
            return null;
        }

        // What listens on every address cannot be called by that name everywhere.
        var listens = server.ManagementAddress ?? server.Address;
        var address = listens.Equals(IPAddress.Any) ? IPAddress.Loopback
            : listens.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : listens;
        return new UriBuilder(Uri.UriSchemeHttp, $"{address}", server.ManagementPort, Path).Uri;
    }

    /// <summary>Asks, and takes no longer than <paramref name="patience"/> for it.</summary>
    public static async Task<HealthAnswer> AskAsync(Uri address, TimeSpan patience, CancellationToken cancellationToken)
    {
        // A proxy that the environment names is for the upstreams, and would look for the loopback address on its own machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = MaxAnswerBytes };
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            var reason = FirstLine(await answer.Content.ReadAsStringAsync(cancellationToken));
            var line = $"{address} answered {(int)answer.StatusCode}";
            return new HealthAnswer(answer.StatusCode == HttpStatusCode.OK, reason.Length == 0 ? $"{line}." : $"{line}: {reason}");
        }
        catch (HttpRequestException exception)
        {
            return new HealthAnswer(false, $"{address} did not answer: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthAnswer(false, $"{address} did not answer within {patience.TotalSeconds:0.#} s.");
        }
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        var line = end < 0 ? text : text[..end];
        return line.Length <= MaxReasonLength ? line : $"{line[..MaxReasonLength]}…";
    }
}
