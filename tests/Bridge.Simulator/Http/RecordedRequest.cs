using Microsoft.AspNetCore.WebUtilities;

namespace Bridge.Simulator.Http;

/// <summary>A request that a stand-in received, whether it answered it or not.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Without the query.</param>
/// <param name="QueryString">With its question mark; empty when there is none.</param>
/// <param name="Body">Decoded as UTF-8; empty when there is none.</param>
/// <param name="ContentType">Empty when there is none.</param>
/// <param name="Authorization">The credential as it was sent; empty when there is none.</param>
/// <param name="UserAgent">Empty when there is none.</param>
/// <param name="At">When it arrived.</param>
public sealed record RecordedRequest(
    string Method,
    string Path,
    string QueryString,
    string Body,
    string ContentType,
    string Authorization,
    string UserAgent,
    DateTimeOffset At)
{
    private readonly Lazy<Dictionary<string, Microsoft.Extensions.Primitives.StringValues>> _query =
        new(() => QueryHelpers.ParseQuery(QueryString));

    public string PathAndQuery => Path + QueryString;

    /// <summary>The names of the query parameters.</summary>
    public IEnumerable<string> QueryNames => _query.Value.Keys;

    /// <summary>The values of a query parameter, in order; empty when it was not sent.</summary>
    public IReadOnlyList<string> Query(string name) =>
        _query.Value.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : [];

    /// <summary>The last value of a query parameter; empty when it was not sent.</summary>
    public string QueryValue(string name) => Query(name).LastOrDefault("");

    public bool Equals(RecordedRequest? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => $"{Method} {PathAndQuery}";
}
