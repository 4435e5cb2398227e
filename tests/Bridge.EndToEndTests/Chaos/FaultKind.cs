namespace Bridge.EndToEndTests.Chaos;

/// <summary>What a plan breaks. The names are those of the table that a run prints.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a replica, and a start some time later.</summary>
    Killed,

    /// <summary>SIGTERM, as in a rolling update, and a start some time later.</summary>
    Stopped,

    /// <summary>SIGSTOP and SIGCONT: a machine that stalls.</summary>
    Paused,

    /// <summary>The same for longer than a lease lasts: others take over what it holds, and then it wakes up.</summary>
    PausedBeyondLease,

    /// <summary>The wall clock of a replica is off, and comes back.</summary>
    ClockMoved,

    /// <summary>An upstream refuses connections.</summary>
    UpstreamAway,

    /// <summary>Every answer of an upstream comes late.</summary>
    UpstreamSlow,

    /// <summary>An upstream takes requests and never answers.</summary>
    UpstreamHangs,

    /// <summary>429 with <c>Retry-After</c>.</summary>
    UpstreamRateLimited,

    /// <summary>500, 502 or 503.</summary>
    UpstreamError,

    /// <summary>Status 200 with a page of HTML.</summary>
    UpstreamGarbage,

    /// <summary>The connection is cut before the upstream acted.</summary>
    CutBeforeActing,

    /// <summary>The connection is cut after the upstream acted, or in the middle of its answer.</summary>
    CutAfterActing,

    /// <summary>A create whose connection was cut reaches Grafana long after.</summary>
    CreateArrivesLate,

    /// <summary>A create is stopped between Grafana's annotation and the rows of its tags: no search by tags finds it.</summary>
    CreateCutInHalf,

    /// <summary>
    /// Grafana is away for some seconds, and then its annotations are as they were when the fault began; the numbers that were given since are given
    /// again, to others first.
    /// </summary>
    GrafanaRestored,

    /// <summary>Grafana is away for some seconds, and set up anew: no annotation of ours is left, and others have the numbers that were ours.</summary>
    GrafanaRebuilt,

    /// <summary>Grafana's own clean-up takes the older half of what is on no dashboard, whoever made it.</summary>
    GrafanaCleanedUp,

    /// <summary>Grafana is under another address, and one replica after the other is started again with it.</summary>
    GrafanaMoved,

    /// <summary>Another program holds the write lock of the SQLite file.</summary>
    StoreLocked,

    /// <summary>The disk under the SQLite file is full.</summary>
    DiskFull,

    /// <summary>PostgreSQL stops, and starts some time later.</summary>
    StoreRestarted,

    /// <summary>Every connection to PostgreSQL is ended by <c>pg_terminate_backend</c>.</summary>
    ConnectionsCut,

    /// <summary>The database is deleted while every replica is stopped. Always the last, once everything is quiet.</summary>
    StoreLost,
}
