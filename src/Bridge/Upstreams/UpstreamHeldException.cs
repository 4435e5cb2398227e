namespace Bridge.Upstreams;

/// <summary>A request that was not sent: its upstream is left alone for now, or has enough to do.</summary>
/// <param name="failure">What the caller is told: <see cref="UpstreamFailure.IsHeld"/>.</param>
internal sealed class UpstreamHeldException(UpstreamFailure failure) : Exception(failure.Detail)
{
    public UpstreamFailure Failure => failure;
}
