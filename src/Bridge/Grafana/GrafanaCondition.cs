using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>How one Grafana stands, as this process sees it.</summary>
/// <param name="Name">The name from the settings.</param>
/// <param name="IsUp">Whether it takes requests; none before its first answer.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Failure">Why it is down, or what it asked for when it said to come later (429).</param>
/// <param name="HeldUntil">Until when it is left alone; none while requests may go.</param>
/// <param name="LastAnswerAt">When it last answered a request with success.</param>
internal sealed record GrafanaCondition(
    string Name, bool? IsUp, DateTimeOffset? Since, UpstreamFailure? Failure, DateTimeOffset? HeldUntil, DateTimeOffset? LastAnswerAt)
{
    /// <summary>Why nothing is sent although it answers: its token belongs to an organization that the bridge does not know. None as a rule.</summary>
    public string? Stranger { get; init; }
}
