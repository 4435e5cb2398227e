using Bridge.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>
/// Whom a 403 for one incident speaks of: of the incident, when the key may read others; else of the key. incident.io is asked what the key
/// may do, once for all who ask at the same time, and its answer is kept for some seconds.
/// </summary>
internal sealed class KeyAccess(IncidentClient incidents, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private SharedRead<UpstreamFailure?>? _latest;

    /// <summary>Null when the key may read incidents; otherwise why not, or why that is not known.</summary>
    /// <param name="refusal">What was said of the incident.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<UpstreamFailure?> JudgeAsync(UpstreamFailure refusal, CancellationToken cancellationToken)
    {
        SharedRead<UpstreamFailure?> read;
        bool isMine;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            isMine = _latest is null || (now - _latest.AskedAt).Duration() > Lifetime;
            read = _latest = isMine ? new SharedRead<UpstreamFailure?>(now) : _latest!;
        }

        if (isMine)
        {
            read.Begin(AskAsync, patience, time);
        }

        var failure = await read.WaitAsync(cancellationToken);
        return failure is null ? null : failure with { Detail = $"{refusal.Detail}; {failure.Detail}" };
    }

    private async Task<UpstreamFailure?> AskAsync(CancellationToken cancellationToken)
    {
        var (identity, failure) = await incidents.GetIdentityAsync(cancellationToken);
        return identity switch
        {
            null => failure! with { Detail = $"the key's roles could not be read: {failure!.Detail}" },
            { MayRead: false } => new UpstreamFailure(FailureReason.Auth, "the key lacks the role viewer"),
            _ => null,
        };
    }
}
