using System.Runtime.CompilerServices;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Upstreams;

namespace Bridge.Commands;

/// <summary>
/// Lists the incidents that were created in a range of time, and those from before it that are still open. Pages of full incidents are
/// asked for as they are needed.
/// </summary>
internal sealed class IncidentHistory(IncidentClient incidents, AnnotationOptions options)
{
    /// <summary>Why the list ended too early; none when it is complete. To be looked at when it has ended.</summary>
    public UpstreamFailure? Failure { get; private set; }

    /// <param name="range">Which incidents.</param>
    /// <param name="meter">Told how many there are, and of those that the caller does not get to see.</param>
    /// <param name="cancellationToken">Ends the list.</param>
    public async IAsyncEnumerable<Incident> ReadAsync(
        TimeRange range, IProgressMeter meter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var modes = IncidentQuery.ModesOf(options.Modes);
        var created = new IncidentQuery
        {
            Modes = modes,
            CreatedSince = Day(range.Since),
            CreatedUntil = range.Until is { } until ? Day(until).AddDays(1) : null,
        };
        await foreach (var incident in ReadAsync(created, range.Contains, meter, cancellationToken))
        {
            yield return incident;
        }

        StatusCategory[] open = [StatusCategory.Live, StatusCategory.Paused, .. options.IncludeTriage ? [StatusCategory.Triage] : Array.Empty<StatusCategory>()];
        var stillOpen = new IncidentQuery
        {
            Modes = modes,
            CreatedUntil = Day(range.Since).AddDays(1),
            Categories = [.. open.Select(category => Labels.Of(category))],
        };
        await foreach (var incident in ReadAsync(stillOpen, time => time < range.Since, meter, cancellationToken))
        {
            yield return incident;
        }
    }

    private async IAsyncEnumerable<Incident> ReadAsync(
        IncidentQuery query,
        Func<DateTimeOffset, bool> isWanted,
        IProgressMeter meter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        var isFirst = true;
        while (Failure is null && (isFirst || after is not null))
        {
            var (page, failure) = await incidents.ListAsync(query, after, cancellationToken);
            if (page is null)
            {
                Failure = failure;
                yield break;
            }

            if (page.Total is null || isFirst)
            {
                meter.Expect(page.Total ?? page.Incidents.Count);
            }

            foreach (var incident in page.Incidents)
            {
                // The list is by whole days.
                if (isWanted(incident.CreatedAt))
                {
                    yield return incident;
                }
                else
                {
                    meter.Step();
                }
            }

            (after, isFirst) = (page.Next, false);
        }
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
