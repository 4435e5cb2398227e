using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>
/// Holds back a change of an annotation that was seen too long ago. It is asked at the last moment: a write waits for the store, for its turn and
/// for retries, the whole process may have been stopped meanwhile, and Grafana knows no condition on a write.
/// </summary>
internal static class LookAge
{
    /// <summary>The request's property that says when its annotation was seen: <see cref="FoundAnnotation.SeenAt"/>.</summary>
    public const string Property = "bridge.seen_at";

    private static readonly HttpRequestOptionsKey<long> SeenAt = new(Property);

    private static readonly UpstreamFailure TooOld = new(FailureReason.Timeout, "not sent, since the search is too old by now; it is searched again", IsHeld: true);

    /// <exception cref="UpstreamHeldException">The annotation was seen longer ago than <see cref="FoundAnnotation.Freshness"/>.</exception>
    public static void Check(HttpRequestMessage request, TimeProvider time)
    {
        if (request.Options.TryGetValue(SeenAt, out var seenAt) && time.GetElapsedTime(seenAt) > FoundAnnotation.Freshness)
        {
            throw new UpstreamHeldException(TooOld);
        }
    }
}
