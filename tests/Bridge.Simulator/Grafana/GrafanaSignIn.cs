using System.Text;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

internal enum GrafanaRole
{
    None,
    Viewer,
    Editor,
    Admin,
}

/// <summary>Who asks: an API key or service-account token, as bearer or as the password of <c>api_key</c>, or nobody.</summary>
internal static class GrafanaSignIn
{
    /// <returns>The role, or the refusal of a credential that is wrong.</returns>
    public static (GrafanaRole Role, Answer? Refusal) Check(SimulatedGrafana grafana, string authorization)
    {
        var anonymous = grafana.AllowsAnonymousViewers ? GrafanaRole.Viewer : GrafanaRole.None;
        return authorization.Split(' ', 2) switch
        {
            [""] => (anonymous, null),
            ["Bearer", var token] => OfToken(token),
            ["Basic", var pair] => OfPair(pair),
            _ => (anonymous, null),
        };

        (GrafanaRole, Answer?) OfToken(string token) => token switch
        {
            _ when token == grafana.EditorToken => (GrafanaRole.Editor, null),
            _ when token == grafana.ViewerToken => (GrafanaRole.Viewer, null),
            _ when token == grafana.AdminToken => (GrafanaRole.Admin, null),
            _ when token == grafana.ExpiredToken => (GrafanaRole.None, GrafanaAnswer.Unauthorized("Expired API key")),
            _ => (GrafanaRole.None, GrafanaAnswer.Unauthorized(
                grafana.Behaviour == GrafanaBehaviour.V7 ? "invalid API key" : "Invalid API key")),
        };

        (GrafanaRole, Answer?) OfPair(string pair)
        {
            const string KeyUser = "api_key:";
            var buffer = new byte[pair.Length];
            var text = Convert.TryFromBase64String(pair, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
            return text.StartsWith(KeyUser, StringComparison.Ordinal)
                ? OfToken(text[KeyUser.Length..])
                : (GrafanaRole.None, GrafanaAnswer.Unauthorized("invalid username or password"));
        }
    }
}
