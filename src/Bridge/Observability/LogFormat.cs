namespace Bridge.Observability;

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary><c>name=value</c>, one entry per line.</summary>
    Logfmt,

    /// <summary>For a person.</summary>
    Text,

    /// <summary>For journald: with the level as a number in front.</summary>
    Systemd,
}
