using Refit;

namespace Bridge.Kinds.Shifts;

/// <summary>incident.io's schedules. Needs a role with <c>schedules.view</c>.</summary>
/// <remarks>Source: incident.io's OpenAPI document, <c>ScheduleV2</c> and <c>ScheduleEntryV2</c>.</remarks>
internal interface IScheduleApi
{
    /// <param name="pageSize">At most 10,000.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/schedules")]
    Task<HttpResponseMessage> ListAsync([AliasAs("page_size")] int pageSize, string? after, CancellationToken cancellationToken);

    [Get("/v2/schedules/{id}")]
    Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>The entries that overlap with a window of time, which may lie in the past: as planned, overrides, and what is so in the end.</summary>
    /// <param name="schedule">The schedule's id.</param>
    /// <param name="from">A time as RFC 3339 writes it, or what the page before says.</param>
    /// <param name="to">The same on every page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/schedule_entries")]
    Task<HttpResponseMessage> EntriesAsync(
        [AliasAs("schedule_id")] string schedule,
        [AliasAs("entry_window_start")] string from,
        [AliasAs("entry_window_end")] string to,
        CancellationToken cancellationToken);
}
