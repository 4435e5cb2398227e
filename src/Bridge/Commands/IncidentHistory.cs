using System.Runtime.CompilerServices;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands;

/// <summary>
/// Lists the incidents that were created in a range of time, and those from before it that are still open. Pages of full incidents are
/// asked for as they are needed.
/// </summary>
internal sealed class IncidentHistory(SubjectStates states, AnnotationOptions options)
{
    /// <summary>Why the list ended too early; none when it is complete. To be looked at when it has ended.</summary>
    public UpstreamFailure? Failure { get; private set; }

    /// <param name="range">Which incidents.</param>
    /// <param name="meter">Told how many there are, and of those that the caller does not get to see.</param>
    /// <param name="cancellationToken">Ends the list.</param>
    public async IAsyncEnumerable<SubjectState> ReadAsync(
        TimeRange range, IProgressMeter meter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var modes = IncidentQuery.ModesOf(options.Modes);
        var created = new IncidentQuery
        {
            Modes = modes,
            CreatedSince = Day(range.Since),
            CreatedUntil = range.Until is { } until ? Day(until).AddDays(1) : null,
        };
        await foreach (var state in ReadAsync(created, range.Contains, meter, cancellationToken))
        {
            yield return state;
        }

        StatusCategory[] open = [StatusCategory.Live, StatusCategory.Paused, .. options.IncludeTriage ? [StatusCategory.Triage] : Array.Empty<StatusCategory>()];
        var stillOpen = new IncidentQuery
        {
            Modes = modes,
            CreatedUntil = Day(range.Since).AddDays(1),
            Categories = [.. open.Select(category => Labels.Of(category))],
        };
        await foreach (var state in ReadAsync(stillOpen, time => time < range.Since, meter, cancellationToken))
        {
            yield return state;
        }
    }

    private async IAsyncEnumerable<SubjectState> ReadAsync(
        IncidentQuery query,
        Func<DateTimeOffset, bool> isWanted,
        IProgressMeter meter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            yield break;
        }

        var isFirst = true;
        await foreach (var (page, failure) in states.WalkAsync(query, cancellationToken))
        {
            if (page is null)
            {
                Failure = failure;
                yield break;
            }

            if (page.Total is null || isFirst)
            {
                meter.Expect(page.Total ?? page.States.Count);
            }

            foreach (var state in page.States)
            {
                // The list is by whole days.
                if (isWanted(state.Incident!.CreatedAt))
                {
                    yield return state;
                }
                else
                {
                    meter.Step();
                }
            }

            isFirst = false;
        }
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
