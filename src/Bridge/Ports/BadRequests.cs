using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Ports;

/// <summary>
/// Hears of the requests that the web server refuses by itself, before anything of the bridge sees them. It says so by an event, and by a log line
/// that is left out, since anyone could have it written.
/// </summary>
internal sealed class BadRequests(PortRefusals refusals) : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The name that Kestrel gives to it.</summary>
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public void ListenTo(DiagnosticListener server) => server.Subscribe(this, name => name == EventName);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection features
            && features.Get<PortConnection>() is { IsBroken: false } connection
            && features.Get<RequestBegun>() is null
            && features.Get<IBadRequestExceptionFeature>()?.Error is { } error)
        {
            refusals.Note(connection.Port, ReasonOf(connection.FirstBytes, error));
        }
    }

    public void OnCompleted()
    {
        // The server is gone.
    }

    public void OnError(Exception error)
    {
        // The server has no way to say so.
    }

    public static RefusalReason ReasonOf(FirstBytes firstBytes, Exception error) => (firstBytes, (error as BadHttpRequestException)?.StatusCode) switch
    {
        (FirstBytes.Tls, _) => RefusalReason.Tls,
        (FirstBytes.ProxyProtocol, _) => RefusalReason.ProxyProtocol,
        (_, StatusCodes.Status408RequestTimeout) => RefusalReason.Timeout,
        (_, StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge) => RefusalReason.TooLarge,
        _ => RefusalReason.Malformed,
    };
}
