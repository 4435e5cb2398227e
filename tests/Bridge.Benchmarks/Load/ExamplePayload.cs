using System.Text;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// A webhook's body with every member of the example that incident.io's documentation shows, and of its size: 3,897 bytes. It is cut around
/// the incident's id, so that any incident can be put in.
/// </summary>
internal static class ExamplePayload
{
    /// <summary>What comes before the incident's id, and after it.</summary>
    public static readonly (byte[] Before, byte[] After) Parts = Cut();

    /// <summary>The event about the incident of this number, as <see cref="IncidentIds"/> counts them.</summary>
    public static byte[] Of(int incident) => [.. Parts.Before, .. Encoding.ASCII.GetBytes(IncidentIds.Of(incident)), .. Parts.After];

    private static (byte[] Before, byte[] After) Cut()
    {
        using var stream = typeof(ExamplePayload).Assembly.GetManifestResourceStream("incident-updated.json")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().TrimEnd();
        var id = IncidentIds.Of(1);
        var at = text.IndexOf(id, StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes(text[..at]), Encoding.UTF8.GetBytes(text[(at + id.Length)..]));
    }
}
