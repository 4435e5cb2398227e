namespace Bridge.Simulator.Grafana;

/// <summary>Whether Grafana reaches its own database.</summary>
public enum GrafanaDatabase
{
    Well,

    /// <summary>Away for some seconds: every token gets a 401, and <c>/api/health</c> is still 200.</summary>
    Away,

    /// <summary>Away for longer: every token gets a 401, and <c>/api/health</c> is 503 with <c>"database":"failing"</c>.</summary>
    AwayAndTold,
}
