using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>Walks incident.io's lists of alerts.</summary>
internal static class AlertPages
{
    /// <summary>As many as incident.io gives at once.</summary>
    public const int Size = 50;

    /// <summary>All pages of a list, one after the other. A failure is the last element: the list is not complete then.</summary>
    /// <param name="requests">Asks incident.io.</param>
    /// <param name="ask">Asks for the page after a cursor.</param>
    /// <param name="list">The list's name in the answer.</param>
    /// <param name="read">Reads one element, before the answer is let go.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<(IReadOnlyList<T> Items, UpstreamFailure? Failure)> WalkAlertsAsync<T>(
        this IncidentIoRequests requests,
        Func<string?, CancellationToken, Task<HttpResponseMessage>> ask,
        string list,
        Func<JsonElement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var cursor = after;
            var (document, failure) = await requests.AskAsync(token => ask(cursor, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.List(list) is not { } items)
            {
                yield return ([], failure ?? Invalid($"no {list} in the answer"));
                yield break;
            }

            yield return ([.. items.Select(read)], null);
            after = answer.Object("pagination_meta").Text("after");
            if (after is { Length: > 0 } && !seen.Add(after))
            {
                yield return ([], Invalid("the list's cursor goes in a circle"));
                yield break;
            }
        }
        while (after is { Length: > 0 });
    }

    private static UpstreamFailure Invalid(string detail) => new(FailureReason.InvalidAnswer, detail);
}
