namespace Bridge.Vocabulary;

/// <summary>
/// Why something that the bridge asked of incident.io or Grafana did not work: one list for metrics, logs, the store and the runbooks.
/// </summary>
internal enum FailureReason
{
    /// <summary>401 or 403: the key or token is wrong, expired, or may not do this.</summary>
    Auth,

    /// <summary>429: too many requests.</summary>
    RateLimited,

    /// <summary>404: incident.io has no such incident for this key, or Grafana no such address.</summary>
    NotFound,

    /// <summary>Grafana's own refusal of one annotation, or another 4xx or a redirect of incident.io: the same request will fail again.</summary>
    Client,

    /// <summary>5xx, or a Grafana without its database.</summary>
    Server,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>No connection, or it broke, or a forward proxy refused it.</summary>
    Network,

    /// <summary>
    /// An answer that is not the upstream's own, such as a page of HTML or a Grafana's redirect; a success that cannot be read, or a create
    /// without a usable id.
    /// </summary>
    InvalidAnswer,

    /// <summary>A setting names something that incident.io or Grafana does not have, such as a severity or a dashboard.</summary>
    Settings,

    /// <summary>The bridge's own database did not do its part.</summary>
    Store,

    /// <summary>A fault of the bridge itself; the log has the exception.</summary>
    Internal,

    /// <summary>A reason that a newer version noted in the store; this one cannot tell.</summary>
    Unknown,
}
