namespace Bridge.Ports;

/// <summary>
/// Why a connection or a request was refused before anything of the bridge looked at what it asks for: the label <c>reason</c> of
/// <c>incidentbridge_connections_refused_total</c>.
/// </summary>
internal enum RefusalReason
{
    /// <summary>All connections of the port were busy with requests.</summary>
    Limit,

    /// <summary>It was idle and the oldest of those, and another came when there was no place left.</summary>
    Displaced,

    /// <summary>No byte came within <see cref="RequestLimits.FirstByteTime"/>.</summary>
    Silent,

    /// <summary>TLS, which the bridge does not speak: it ends at the ingress.</summary>
    Tls,

    /// <summary>A load balancer that was told to send the PROXY protocol.</summary>
    ProxyProtocol,

    /// <summary>No HTTP/1.1 that can be read.</summary>
    Malformed,

    /// <summary>A first line, headers or a body above <see cref="RequestLimits"/>.</summary>
    TooLarge,

    /// <summary>Headers or a body that came too slowly.</summary>
    Timeout,

    /// <summary>A path that the port does not serve.</summary>
    NotFound,

    /// <summary>A method that the path does not know.</summary>
    Method,

    /// <summary>More scrapes at once than are served.</summary>
    Busy,

    /// <summary>A fault of the bridge's own, which the log shows.</summary>
    Fault,
}
