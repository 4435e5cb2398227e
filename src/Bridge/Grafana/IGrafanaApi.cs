using Bridge.Reconciliation;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Grafana;

/// <summary>The calls of Grafana's annotations API that the bridge makes. They exist in every version from 7.5 on.</summary>
/// <remarks>
/// Deprecated by Grafana in October 2026 without a date of removal; its successor would stand beside this behind
/// <see cref="IAnnotationTarget"/>. Answers come as they are, so that <see cref="GrafanaTarget"/> alone judges them.
/// </remarks>
internal interface IGrafanaApi
{
    [Post("/api/annotations")]
    Task<HttpResponseMessage> CreateAsync([Body] AnnotationRequest annotation, CancellationToken cancellationToken);

    /// <param name="id">Never 0 or below: see <see cref="AnnotationId"/>.</param>
    /// <param name="seenAt">When the annotation was seen: see <see cref="LookAge"/>.</param>
    /// <param name="annotation">All four members: what is missing is emptied or kept, depending on the version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Put("/api/annotations/{id}")]
    Task<HttpResponseMessage> UpdateAsync(
        AnnotationId id, [Property(LookAge.Property)] long seenAt, [Body] AnnotationRequest annotation, CancellationToken cancellationToken);

    /// <summary>Changes the end alone; what is missing stays as it is, in every version.</summary>
    /// <param name="id">Never 0 or below: see <see cref="AnnotationId"/>.</param>
    /// <param name="seenAt">When the annotation was seen: see <see cref="LookAge"/>.</param>
    /// <param name="end">Above 0: 0 is ignored.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Patch("/api/annotations/{id}")]
    Task<HttpResponseMessage> MoveEndAsync(
        AnnotationId id, [Property(LookAge.Property)] long seenAt, [Body] EndRequest end, CancellationToken cancellationToken);

    /// <param name="id">Never 0 or below: see <see cref="AnnotationId"/>.</param>
    /// <param name="seenAt">When the annotation was seen: see <see cref="LookAge"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Delete("/api/annotations/{id}")]
    Task<HttpResponseMessage> DeleteAsync(AnnotationId id, [Property(LookAge.Property)] long seenAt, CancellationToken cancellationToken);

    /// <summary>The annotations that carry at least one of the tags and overlap a time.</summary>
    /// <inheritdoc cref="ListAsync"/>
    [Get("/api/annotations?type=annotation&matchAny=true")]
    Task<HttpResponseMessage> FindAnyAsync(
        [Query(CollectionFormat.Multi)] IReadOnlyList<string> tags, long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>All annotations that overlap a time, whoever made them.</summary>
    /// <inheritdoc cref="ListAsync"/>
    [Get("/api/annotations?type=annotation")]
    Task<HttpResponseMessage> FindAtAsync(long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>The annotations that carry every one of the tags and overlap a time, those that end last first. Grafana has no pages.</summary>
    /// <param name="tags">Every one of them.</param>
    /// <param name="from">Unix milliseconds, above 0: without it <paramref name="to"/> has no effect.</param>
    /// <param name="to">Unix milliseconds.</param>
    /// <param name="limit">Above 0; no maximum is documented.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/api/annotations?type=annotation")]
    Task<HttpResponseMessage> ListAsync(
        [Query(CollectionFormat.Multi)] IReadOnlyList<string> tags, long from, long to, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// A search that finds nothing at once, however many annotations there are, and yet needs all that any search does. What fails of it
    /// counts against Grafana as a whole.
    /// </summary>
    [Get("/api/annotations?type=annotation&from=1&to=2&limit=1")]
    Task<HttpResponseMessage> ProbeAsync([Property(GrafanaQuestions.ProbeProperty)] bool isProbe, CancellationToken cancellationToken);

    /// <summary>A dashboard, with its number. Needs the right to read it.</summary>
    [Get("/api/dashboards/uid/{uid}")]
    Task<HttpResponseMessage> GetDashboardAsync(string uid, CancellationToken cancellationToken);

    /// <summary>Dashboards that whoever has their address may look at without signing in, as far as the token may read them. Not in 7.5.</summary>
    [Get("/api/dashboards/public-dashboards")]
    Task<HttpResponseMessage> GetPublicDashboardsAsync(CancellationToken cancellationToken);

    /// <summary>What is public of one dashboard.</summary>
    [Get("/api/dashboards/uid/{uid}/public-dashboards")]
    Task<HttpResponseMessage> GetPublicDashboardAsync(string uid, CancellationToken cancellationToken);

    /// <summary>What Grafana's own pages are told, such as the feature toggles that are on.</summary>
    [Get("/api/frontend/settings")]
    Task<HttpResponseMessage> GetFrontendSettingsAsync(CancellationToken cancellationToken);

    /// <summary>Whether it is a Grafana, and well. Needs no credentials.</summary>
    [Get("/api/health")]
    Task<HttpResponseMessage> GetHealthAsync(CancellationToken cancellationToken);

    /// <summary>The organization that the token belongs to. Any valid token may ask.</summary>
    [Get("/api/org")]
    Task<HttpResponseMessage> GetOrganizationAsync(CancellationToken cancellationToken);
}
