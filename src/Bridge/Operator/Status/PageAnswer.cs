using System.Text;

namespace Bridge.Operator.Status;

/// <summary>Answers that a browser shows: kept by nobody, read as nothing else than what they are, and allowed to ask for nothing.</summary>
internal static class PageAnswer
{
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page's own style, and its icon, which is part of it.</summary>
    private static readonly string OfPage = $"{Nothing}; style-src {PageStyle.Of.Source}; img-src data:";

    public static Task HtmlAsync(HttpContext context, string html, CancellationToken cancellationToken) =>
        WriteAsync(context, StatusCodes.Status200OK, "text/html; charset=utf-8", OfPage, html, cancellationToken);

    public static Task JsonAsync(HttpContext context, int status, string json, CancellationToken cancellationToken) =>
        WriteAsync(context, status, "application/json; charset=utf-8", Nothing, $"{json}\n", cancellationToken);

    private static async Task WriteAsync(
        HttpContext context, int status, string contentType, string policy, string text, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(body, cancellationToken);
        }
    }
}
