using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>
/// Sees to it that nothing is posted to an organization that the bridge does not know, where a private incident's words would be read by
/// strangers. It asks before the first request, after each time that Grafana was away, and when credentials change.
/// </summary>
internal sealed partial class GrafanaOwner(
    GrafanaOptions settings, GrafanaProbe probe, IGrafanaIdentities memory, GrafanaBreaker breaker, TimeProvider time, ILogger<GrafanaOwner> logger) : IDisposable
{
    /// <summary>How long a stranger's Grafana is left alone: somebody has to change settings, or the token's organization.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>What ended longer ago is not looked for at a new address; drift would not look at it either.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile Answer? _last;
    private string? _told;

    /// <summary>The name from the settings.</summary>
    public string Name => settings.Name;

    /// <summary>Until when nothing is sent, while it is a stranger's; null otherwise.</summary>
    public DateTimeOffset? HeldUntil => Current is { Stranger: not null } stranger ? stranger.At + Pause : null;

    /// <summary>How Grafana stands, for people.</summary>
    public GrafanaCondition Condition => breaker.Condition with { Stranger = Current?.Stranger?.Detail };

    /// <summary>An answer counts until Grafana was away, or credentials changed.</summary>
    private Answer? Current => _last is { } last && last.Epoch == breaker.Epoch ? last : null;

    /// <summary>Asks if that was not done yet.</summary>
    /// <returns>Why nothing may be sent; null when all is well, or cannot be told.</returns>
    /// <exception cref="StoreException">What is remembered could not be read or noted.</exception>
    public Task<UpstreamFailure?> WhyNotAsync(CancellationToken cancellationToken) => Current is { } known
        ? Task.FromResult(known.Stranger)
        : AskAsync(isAgain: false, cancellationToken);

    /// <summary>Asks whether a stranger's Grafana is ours now.</summary>
    /// <inheritdoc cref="WhyNotAsync"/>
    public Task<UpstreamFailure?> AskAgainAsync(CancellationToken cancellationToken) => AskAsync(isAgain: true, cancellationToken);

    /// <summary>What <see cref="WhyNotAsync"/> would say, without noting or changing anything.</summary>
    /// <exception cref="StoreException">What is remembered could not be read.</exception>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        var (organization, _) = await probe.GetOrganizationAsync(cancellationToken);
        return GrafanaOwnership.Judge(settings, await memory.ReadGrafanaAsync(settings.Name, cancellationToken), organization?.Id).Stranger;
    }

    public void Dispose() => _asking.Dispose();

    private async Task<UpstreamFailure?> AskAsync(bool isAgain, CancellationToken cancellationToken)
    {
        var before = _last;
        await _asking.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have asked meanwhile.
            if (Current is { } known && (!isAgain || known != before))
            {
                return known.Stranger;
            }

            var epoch = breaker.Epoch;
            var (organization, failure) = await probe.GetOrganizationAsync(cancellationToken);
            if (failure is not null && !IsRefusal(failure))
            {
                return failure with { MayHaveActed = false };
            }

            var stranger = await JudgeAsync(organization?.Id, failure, cancellationToken);
            _last = new Answer(epoch, time.GetUtcNow(), stranger);
            return stranger;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<UpstreamFailure?> JudgeAsync(long? organization, UpstreamFailure? refusal, CancellationToken cancellationToken)
    {
        var known = await memory.ReadGrafanaAsync(settings.Name, cancellationToken);
        var judged = GrafanaOwnership.Judge(settings, known, organization);
        Tell(judged.Stranger, refusal);
        breaker.IsStrangers = judged.Stranger is not null;
        if (judged.Stranger is { } stranger)
        {
            return new UpstreamFailure(FailureReason.Settings, stranger, IsHeld: true, OfUpstream: true);
        }

        if (judged.IsAnother)
        {
            var now = time.GetUtcNow();
            var forgotten = await memory.ReplaceGrafanaAsync(settings.Name, judged.Identity, now - Horizon, now, cancellationToken);
            Log.IsAnother(logger, settings.Name, forgotten);
        }
        else if (judged.IsNews)
        {
            await memory.NoteGrafanaAsync(settings.Name, judged.Identity, cancellationToken);
        }

        return null;
    }

    /// <summary>Each thing once, however often it is asked.</summary>
    private void Tell(string? stranger, UpstreamFailure? refusal)
    {
        var (before, now) = (_told, stranger ?? refusal?.Detail);
        _told = now;
        if (now == before)
        {
            return;
        }

        if (stranger is not null)
        {
            Log.IsStrangers(logger, settings.Name, stranger);
        }
        else if (refusal is not null)
        {
            Log.NotChecked(logger, settings.Name, refusal.Detail);
        }
        else
        {
            Log.IsOurs(logger, settings.Name);
        }
    }

    /// <summary>A token may be allowed to annotate and not to ask for its organization, and what stands in front of Grafana may let only annotations through.</summary>
    private static bool IsRefusal(UpstreamFailure failure) =>
        failure is { OfUpstream: false, IsHeld: false, Reason: FailureReason.Auth or FailureReason.NotFound or FailureReason.Client };

    /// <param name="Epoch">When it was asked, as <see cref="GrafanaBreaker.Epoch"/> counts.</param>
    /// <param name="At">When it was answered.</param>
    /// <param name="Stranger">Why nothing may be sent.</param>
    private sealed record Answer(int Epoch, DateTimeOffset At, UpstreamFailure? Stranger);

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.GrafanaIsStrangers, LogLevel.Error, "The bridge holds everything for Grafana {Grafana}: {Problem}. Nothing is lost; what is due waits.")]
        public static partial void IsStrangers(ILogger logger, string grafana, string problem);

        [LoggerMessage(EventIds.GrafanaIsOurs, LogLevel.Information, "The token of Grafana {Grafana} belongs to the organization that the bridge knows.")]
        public static partial void IsOurs(ILogger logger, string grafana);

        [LoggerMessage(
            EventIds.OrganizationUnknown,
            LogLevel.Information,
            "The token of Grafana {Grafana} may not ask which organization it belongs to ({Detail}). The bridge posts, and would not notice a token of another organization.")]
        public static partial void NotChecked(ILogger logger, string grafana, string detail);

        [LoggerMessage(
            EventIds.GrafanaIsAnother,
            LogLevel.Warning,
            "Grafana {Grafana} has another address or organization than before. The bridge looks up anew the {Annotations} annotations that it posted.")]
        public static partial void IsAnother(ILogger logger, string grafana, int annotations);
    }
}
