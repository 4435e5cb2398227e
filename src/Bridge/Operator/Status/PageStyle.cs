using System.Security.Cryptography;
using System.Text;

namespace Bridge.Operator.Status;

/// <summary>The style of the page: part of it, and named to the browser by its hash, so that no other style has an effect.</summary>
internal sealed class PageStyle
{
    private const string Resource = "Bridge.Operator.Status.status.css";

    public static readonly PageStyle Of = new();

    private PageStyle()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        Text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
    }

    public string Text { get; }

    /// <summary>As a Content-Security-Policy names it.</summary>
    public string Source { get; }
}
