namespace Bridge.Commands;

/// <summary>Which incidents a command looks at, by the time of their creation.</summary>
/// <param name="Since">From then on.</param>
/// <param name="Until">Up to then; none for now.</param>
internal sealed record TimeRange(DateTimeOffset Since, DateTimeOffset? Until)
{
    public bool Contains(DateTimeOffset time) => time >= Since && (Until is null || time <= Until);

    /// <summary>What is wrong with a range that was asked for; null when nothing is.</summary>
    public string? Problem(DateTimeOffset now) =>
        Since > now ? "--since lies in the future."
        : Until < Since ? "--until lies before --since."
        : null;
}
