using Bridge.Store;

namespace Bridge.Grafana;

/// <summary>Whether what answers is the Grafana, and the organization in it, that the bridge has posted to before. Pure.</summary>
/// <param name="Identity">Which one it is.</param>
/// <param name="IsNews">Whether that is more than is remembered.</param>
/// <param name="IsAnother">Whether it is another one than before, in which numbers of annotations mean something else.</param>
/// <param name="Stranger">Why nothing may be posted there, and what to do; none when all is well.</param>
internal sealed record GrafanaOwnership(GrafanaIdentity Identity, bool IsNews, bool IsAnother, string? Stranger)
{
    /// <param name="settings">The Grafana's settings.</param>
    /// <param name="known">What is remembered of it; none the first time.</param>
    /// <param name="organization">The number of the token's organization; none if the token may not ask.</param>
    public static GrafanaOwnership Judge(GrafanaOptions settings, GrafanaIdentity? known, long? organization)
    {
        var address = AddressOf(settings.Url);
        var identity = new GrafanaIdentity(address, organization ?? known?.Organization);
        var isAnother = known is not null
            && (known.Address != address || (known.Organization is not null && organization is not null && known.Organization != organization));
        var stranger = (organization, settings.OrgId, known?.Organization) switch
        {
            (null, _, _) => null,
            ({ } actual, { } wanted, _) when actual != wanted =>
                $"its token belongs to organization {actual}, and Grafana:{settings.Name}:OrgId is {wanted}: set one of the two right",
            ({ } actual, null, { } before) when actual != before =>
                $"its token belongs to organization {actual}, and the bridge has posted to organization {before}: set Grafana:{settings.Name}:Token right, or Grafana:{settings.Name}:OrgId to {actual} if that organization is meant",
            _ => null,
        };
        return new GrafanaOwnership(identity, IsNews: identity != known, isAnother, stranger);
    }

    private static string AddressOf(Uri url) =>
        url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
