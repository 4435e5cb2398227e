using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>
/// Looks at what a Grafana has of an incident, whatever the ledger says, and corrects the ledger by it: numbers are given again after a restore,
/// a create in doubt has none yet, doubles have others, and after the loss of a database the ledger is empty and Grafana is not.
/// </summary>
internal sealed partial class AnnotationFinder(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    DeliverySettings settings,
    Sights sights,
    TimeProvider time,
    ILogger<AnnotationFinder> logger)
{
    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <summary>Looks, and corrects the ledger by what was found.</summary>
    /// <param name="claim">The delivery.</param>
    /// <param name="known">What the ledger has of it.</param>
    /// <param name="wanted">What it should show, as far as that is known before the look.</param>
    /// <param name="order">Where to look.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LeaseLostException">Another worker has the delivery.</exception>
    public async Task<LedgerView> LookAsync(
        Claim claim,
        IReadOnlyList<LedgerEntry> known,
        IReadOnlyDictionary<LedgerKey, DesiredAnnotation> wanted,
        LookOrder order,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (found, at, failure) = await SearchAsync(claim, known, order, now, cancellationToken);
        if (failure is not null)
        {
            return LedgerView.Unseen(known, failure with { Detail = $"search in Grafana {claim.Grafana}: {failure.Detail}" });
        }

        var look = new AnnotationLook(claim.Subject, claim.Grafana, found, IsOurs, at);
        var sight = sights.Of(claim.Grafana);
        if (!look.IsEmpty)
        {
            sight.Prove();
        }

        var view = LedgerView.Of(known, look, wanted, now, sight.IsProved, order.PutsBack);
        await NoteAsync(claim, known, view, cancellationToken);
        return view;

        bool IsOurs(string route) =>
            settings.Routes.Any(ours => ours.Name == route) || known.Any(entry => entry.Key.Route == route) || order.Routes?.Contains(route) == true;
    }

    /// <summary>What Grafana has of the incident, and when it was asked; with a create in doubt, also what no search by tags finds.</summary>
    private async Task<(IReadOnlyList<FoundAnnotation> Found, DateTimeOffset At, UpstreamFailure? Failure)> SearchAsync(
        Claim claim, IReadOnlyList<LedgerEntry> known, LookOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var target = _targets[claim.Grafana];
        var times = order.TimesWith(known, now);
        var doubts = known.Where(entry => entry.ConfirmAt is not null).Select(entry => entry.Start).Distinct().ToList();
        var result = doubts.Count == 0 ? order.Search?.Of(claim.Subject, times) : null;
        var at = result is null ? now : order.Search!.At;
        result ??= await target.FindAsync([claim.Subject], times, cancellationToken);
        var found = new List<FoundAnnotation>();
        foreach (var doubt in doubts.Select(doubt => (DateTimeOffset?)doubt).Prepend(null))
        {
            result = doubt is { } moment ? await target.FindAtAsync(claim.Subject, moment, cancellationToken) : result;
            if (result is not FindResult.Found { Annotations: var annotations })
            {
                return ([], at, ((FindResult.Failed)result).Failure);
            }

            found.AddRange(annotations
                .Where(one => found.TrueForAll(other => other.Id != one.Id))
                .Select(one => one with { IsIndexed = doubt is null })
                .ToList());
        }

        return (found, at, null);
    }

    /// <summary>
    /// Notes what the look has shown. That an annotation is gone is noted when it is made again, so that it stays known that there was one for as
    /// long as that fails.
    /// </summary>
    private async Task NoteAsync(Claim claim, IReadOnlyList<LedgerEntry> known, LedgerView view, CancellationToken cancellationToken)
    {
        var before = known.ToDictionary(entry => entry.Key);
        foreach (var entry in view.Entries)
        {
            var earlier = before.GetValueOrDefault(entry.Key);
            if (entry == earlier || (view.Gone.ContainsKey(entry.Key) && !entry.IsLeftAlone))
            {
                continue;
            }

            if (!await ledger.SaveLedgerAsync(claim, entry, cancellationToken))
            {
                throw new LeaseLostException();
            }

            Tell(claim, earlier, entry);
        }
    }

    private void Tell(Claim claim, LedgerEntry? earlier, LedgerEntry entry)
    {
        var (subject, grafana) = (claim.Subject, claim.Grafana);
        switch (entry, earlier)
        {
            case ({ AnnotationId: { } id }, null):
                Log.AnnotationDiscovered(logger, subject, grafana, id);
                break;
            case ({ AnnotationId: { } id }, { } other) when other.AnnotationId != id:
                Log.AnnotationAdopted(logger, subject, grafana, id);
                break;
            case ({ AnnotationId: null, IsLeftAlone: true }, { IsLeftAlone: false }) when sights.NoteCleanUp(grafana):
                Log.GrafanaCleansUp(logger, subject, grafana);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationAdopted,
            LogLevel.Information,
            "{Subject:S} was annotated in Grafana {Grafana} already, as {AnnotationId}; that annotation is kept.")]
        public static partial void AnnotationAdopted(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationDiscovered,
            LogLevel.Information,
            "{Subject:S} is new to the bridge and was annotated in Grafana {Grafana} already, as {AnnotationId}.")]
        public static partial void AnnotationDiscovered(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.GrafanaCleansUp,
            LogLevel.Warning,
            "The annotation of {Subject:s}, which is over, vanished from Grafana {Grafana} a second time. Grafana's own clean-up seems to be on ([annotations.api] max_age, max_annotations_to_keep). What it takes away twice, the bridge leaves alone from now on.")]
        public static partial void GrafanaCleansUp(ILogger logger, IFormattable subject, string grafana);
    }
}
