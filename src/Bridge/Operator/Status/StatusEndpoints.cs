using Bridge.Reports;

namespace Bridge.Operator.Status;

/// <summary><c>GET /</c> and <c>GET /api/v1/status</c>: the same, for people and for programs.</summary>
internal sealed class StatusEndpoints(StatusSource source, FewAtOnce places)
{
    /// <summary>A page that changes while somebody reads it can be told to stay (<c>?refresh=off</c>).</summary>
    public Task PageAsync(HttpContext context) => places.ServeAsync(context, async end =>
    {
        var refreshes = context.Request.Query["refresh"] != "off";
        await PageAnswer.HtmlAsync(context, StatusPage.Render(await source.ReadAsync(end), refreshes), end);
    });

    public Task JsonAsync(HttpContext context) => places.ServeAsync(context, async end =>
        await PageAnswer.JsonAsync(context, StatusCodes.Status200OK, ReportJson.Of(await source.ReadAsync(end)), end));
}
