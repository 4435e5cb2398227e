using Refit;

namespace Bridge.Grafana.Dashboards;

/// <summary>The calls of Grafana's dashboards API that <c>queries --apply</c> makes. Answers come as they are, and <see cref="GrafanaDashboards"/> alone judges them.</summary>
internal interface IGrafanaDashboardsApi
{
    /// <summary>All folders that the token may see.</summary>
    /// <param name="limit">Per page; Grafana takes 5,000 at most.</param>
    /// <param name="page">From 1 on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/api/search?type=dash-folder")]
    Task<HttpResponseMessage> ListFoldersAsync(int limit, int page, CancellationToken cancellationToken);

    /// <summary>The dashboards that lie in a folder, those in folders below it left out. Versions that do not know the parameter list all dashboards.</summary>
    /// <param name="folder">Its uid.</param>
    /// <param name="limit">Per page.</param>
    /// <param name="page">From 1 on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/api/search?type=dash-db")]
    Task<HttpResponseMessage> ListInFolderAsync([AliasAs("folderUIDs")] string folder, int limit, int page, CancellationToken cancellationToken);

    /// <summary>The dashboards that have a tag.</summary>
    /// <param name="tag">As it is written on them.</param>
    /// <param name="limit">Per page.</param>
    /// <param name="page">From 1 on.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/api/search?type=dash-db")]
    Task<HttpResponseMessage> ListByTagAsync(string tag, int limit, int page, CancellationToken cancellationToken);

    /// <summary>A dashboard in the classic schema; 406 for one that was saved in the newer schema.</summary>
    [Get("/api/dashboards/uid/{uid}")]
    Task<HttpResponseMessage> GetAsync(string uid, CancellationToken cancellationToken);

    /// <summary>How a dashboard is shared with everybody; 404 if it is not.</summary>
    [Get("/api/dashboards/uid/{uid}/public-dashboards")]
    Task<HttpResponseMessage> GetSharingAsync(string uid, CancellationToken cancellationToken);

    /// <summary>Saves a dashboard as its next version; 412 if the version in it is not the newest.</summary>
    /// <param name="dashboard">JSON, as <see cref="DashboardSave"/> writes it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Post("/api/dashboards/db")]
    Task<HttpResponseMessage> SaveAsync([Body] HttpContent dashboard, CancellationToken cancellationToken);
}
