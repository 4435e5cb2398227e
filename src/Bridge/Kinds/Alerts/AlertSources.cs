using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>
/// Where alerts come from: a source's name, and whether its alerts are private. The list is asked for when it is first needed and at most every
/// five minutes after that; a source that is not among them is asked for once more, but not more often than once a minute.
/// </summary>
internal sealed class AlertSources(IAlertApi api, IncidentIoRequests requests, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifetimeWithout = TimeSpan.FromMinutes(1);

    private volatile Snapshot? _latest;

    /// <summary>One source; one of which nothing is known when incident.io does not list it, or not to this key.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A failure when it may be known later.</returns>
    public async Task<(AlertOrigin Origin, UpstreamFailure? Failure)> FindAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return (AlertOrigin.Unknown, null);
        }

        if (_latest is not { } latest || time.GetElapsedTime(latest.ReadAt) >= (latest.Sources.ContainsKey(id) ? Lifetime : LifetimeWithout))
        {
            // Two workers that ask at once do no harm.
            var (sources, failure) = await ReadAsync(cancellationToken);
            if (sources is null && _latest is null)
            {
                return (AlertOrigin.Unknown, failure);
            }

            // An old list is better than none.
            _latest = latest = sources is null ? _latest! : new Snapshot(sources, time.GetTimestamp());
        }

        return (latest.Sources.GetValueOrDefault(id, AlertOrigin.Unknown), null);
    }

    private async Task<(Dictionary<string, AlertOrigin>? Sources, UpstreamFailure? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var isRefused = false;
        var (answer, failure) = await requests.AskAsync(
            async token =>
            {
                var response = await api.ListSourcesAsync(token);
                isRefused = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound;
                return response;
            },
            AlertSourceJson.Default.AlertSourceList,
            cancellationToken);
        var sources = new Dictionary<string, AlertOrigin>(StringComparer.Ordinal);
        foreach (var source in answer?.Sources ?? [])
        {
            if (TextOf(source.Id) is { } id)
            {
                sources[id] = new AlertOrigin(TextOf(source.Name)?.Trim(), source.Template?.IsPrivate.ValueKind switch
                {
                    JsonValueKind.False => Visibility.Public,
                    JsonValueKind.True => Visibility.Private,
                    _ => Visibility.Unknown,
                });
            }
        }

        return failure is null || isRefused ? (sources, null) : (null, failure);
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // The bytes between the quotes are no text. .NET finds out when it is asked for it.
            return null;
        }
    }

    private sealed record Snapshot(Dictionary<string, AlertOrigin> Sources, long ReadAt);
}

/// <summary>What is known of an alert's source.</summary>
/// <param name="Name">As the customer calls it: confidential. None if it is not known.</param>
/// <param name="Visibility">Whether its alerts are private.</param>
internal sealed record AlertOrigin(string? Name, Visibility Visibility)
{
    public static readonly AlertOrigin Unknown = new(null, Visibility.Unknown);

    // A record prints its members, and the name may be private.
    public override string ToString() => Visibility.ToString();
}

/// <summary>The answer, which has secrets: what is not named here is passed over while it is read, and is nowhere afterwards.</summary>
internal sealed record AlertSourceList([property: JsonPropertyName("alert_sources")] IReadOnlyList<AlertSourceList.Source>? Sources)
{
    internal sealed record Source(
        [property: JsonPropertyName("id")] JsonElement Id,
        [property: JsonPropertyName("name")] JsonElement Name,
        [property: JsonPropertyName("template")] Template? Template);

    internal sealed record Template([property: JsonPropertyName("is_private")] JsonElement IsPrivate);
}

[JsonSerializable(typeof(AlertSourceList))]
internal sealed partial class AlertSourceJson : JsonSerializerContext;
