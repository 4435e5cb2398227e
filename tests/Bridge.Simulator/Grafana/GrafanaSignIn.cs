using System.Text;

namespace Bridge.Simulator.Grafana;

/// <summary>Why somebody is not let in.</summary>
internal enum SignInFault
{
    Nobody,
    WrongToken,
    ExpiredToken,
    WrongPassword,
}

/// <summary>Who asks: an API key or service-account token, as bearer or as the password of <c>api_key</c>, a person, or nobody.</summary>
internal static class GrafanaSignIn
{
    private const string KeyUser = "api_key:";

    private static readonly GrafanaUser Anybody = new("", GrafanaRole.Viewer, SimulatedGrafana.MainOrganization, "");

    /// <returns>The user, or what is wrong with the credential.</returns>
    public static (GrafanaUser? User, SignInFault Fault) Check(SimulatedGrafana grafana, string authorization)
    {
        return authorization.Split(' ', 2) switch
        {
            ["Bearer", var token] => OfToken(token),
            ["Basic", var pair] => OfPair(Decode(pair)),
            _ => (grafana.AllowsAnonymousViewers ? Anybody : null, SignInFault.Nobody),
        };

        (GrafanaUser?, SignInFault) OfToken(string token) =>
            (grafana.Tokens.FirstOrDefault(user => user.Credential == token),
                token == grafana.ExpiredToken ? SignInFault.ExpiredToken : SignInFault.WrongToken);

        (GrafanaUser?, SignInFault) OfPair(string pair) => pair.StartsWith(KeyUser, StringComparison.Ordinal)
            ? OfToken(pair[KeyUser.Length..])
            : (pair == $"{grafana.Admin.Name}:{grafana.Admin.Credential}" ? grafana.Admin : null, SignInFault.WrongPassword);
    }

    private static string Decode(string pair)
    {
        var buffer = new byte[pair.Length];
        return Convert.TryFromBase64String(pair, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
    }
}
