namespace Bridge.Ports;

/// <summary>The ports of the bridge. A connection knows which one it came in by, and sees only what that port serves.</summary>
internal enum Listener
{
    /// <summary>May be reached by incident.io.</summary>
    Webhooks,

    /// <summary>For Prometheus, the orchestrator, and people who operate the bridge.</summary>
    Management,
}
