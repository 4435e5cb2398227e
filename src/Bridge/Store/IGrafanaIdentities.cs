namespace Bridge.Store;

/// <summary>Which Grafana is behind each name of the settings.</summary>
internal interface IGrafanaIdentities
{
    /// <returns>None before the first time that it was asked.</returns>
    Task<GrafanaIdentity?> ReadGrafanaAsync(string grafana, CancellationToken cancellationToken);

    /// <summary>Notes which one it is, and changes nothing else.</summary>
    Task NoteGrafanaAsync(string grafana, GrafanaIdentity identity, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that it is another one than before. The numbers of its annotations say nothing there: they are forgotten, and the entries stay, so
    /// that what has to be taken away is still looked for. The deliveries of what is open, or ended at <paramref name="endedSince"/> or later,
    /// become due.
    /// </summary>
    /// <returns>How many numbers were forgotten.</returns>
    Task<int> ReplaceGrafanaAsync(
        string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A Grafana, and the part of it that a token sees.</summary>
/// <param name="Address">Without credentials, a slash at its end, query and fragment.</param>
/// <param name="Organization">The organization's number there; none while the token may not ask.</param>
internal sealed record GrafanaIdentity(string Address, long? Organization);
