using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>
/// Lists alerts, to find those of which no webhook came: all that fire, and what changed since. Only those that the settings let through are
/// told of, so that the rest costs no request.
/// </summary>
internal sealed class AlertListing(IAlertApi api, IncidentIoRequests requests, AlertSources sources, AlertOptions options, TimeProvider time) : ISubjectListing
{
    /// <summary>Whether this account's API takes the filter by the last change; it does until it refuses.</summary>
    private volatile bool _takesUpdated = true;

    public SubjectKind Kind => SubjectKind.Alert;

    public string Scope => options.Scope;

    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var asked in new[] { new Asked("firing", null, null), null })
        {
            await foreach (var page in asked is null ? ChangedAsync(since, cancellationToken) : WalkAsync(asked, cancellationToken))
            {
                yield return page;
                if (page.Failure is not null)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>By the last change. Where the API is older, by the creation: an alert that was resolved since is found there if it began lately.</summary>
    private async IAsyncEnumerable<SubjectPage> ChangedAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_takesUpdated)
        {
            var asked = new Asked(null, null, since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            await foreach (var page in WalkAsync(asked, cancellationToken))
            {
                if (page.Failure is not null && asked.IsRefused)
                {
                    _takesUpdated = false;
                    break;
                }

                yield return page;
            }
        }

        if (!_takesUpdated)
        {
            // Of which zone a date is, incident.io does not say: one more day is asked for.
            var asked = new Asked(null, since.UtcDateTime.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
            await foreach (var page in WalkAsync(asked, cancellationToken))
            {
                yield return page;
            }
        }
    }

    private async IAsyncEnumerable<SubjectPage> WalkAsync(Asked asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = requests.WalkAlertsAsync(
            async (after, token) =>
            {
                var response = await api.ListAsync(
                    AlertPages.Size, after, asked.Status, key: null, source: null, asked.CreatedSince, asked.UpdatedSince, withHeld: null, token);
                asked.IsRefused = response.StatusCode == HttpStatusCode.UnprocessableEntity;
                return response;
            },
            "alerts",
            element => AlertMapping.Read(element, "alerts[]"),
            cancellationToken);
        await foreach (var (items, failure) in walk)
        {
            yield return failure is null ? await ReadAsync(items, cancellationToken) : SubjectPage.Failed(failure);
        }
    }

    private async Task<SubjectPage> ReadAsync(
        IReadOnlyList<(Alert? Alert, IReadOnlyList<ReadingFault> Faults)> items, CancellationToken cancellationToken)
    {
        var (now, told) = (time.GetUtcNow(), new List<Subject>());
        foreach (var alert in items.Select(item => item.Alert).OfType<Alert>())
        {
            var (origin, failure) = await sources.FindAsync(alert.Source, cancellationToken);
            if (failure is not null)
            {
                return SubjectPage.Failed(failure);
            }

            if (AlertFilter.WhyNot(alert, origin, options, now) is null)
            {
                told.Add(AlertSpan.Of(alert).ToHappening(origin));
            }
        }

        return new SubjectPage(told, [.. items.SelectMany(item => item.Faults)]) { AreWhole = false };
    }

    /// <param name="Status">Of those that are asked for.</param>
    /// <param name="CreatedSince">A date.</param>
    /// <param name="UpdatedSince">An instant.</param>
    private sealed record Asked(string? Status, string? CreatedSince, string? UpdatedSince)
    {
        /// <summary>Whether incident.io does not take a filter.</summary>
        public bool IsRefused { get; set; }
    }
}
