using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>The answer to the question for an incident's latest state.</summary>
internal abstract record IncidentResult
{
    private IncidentResult()
    {
    }

    /// <summary>What could not be read of the incident.</summary>
    public IReadOnlyList<ReadingFault> Faults { get; init; } = [];

    internal sealed record Found(Incident Incident) : IncidentResult;

    /// <summary>
    /// It could not be had. <see cref="FailureReason.NotFound"/> stands for four things that incident.io does not tell apart: deleted,
    /// of another organization, a test event's invention, or private and the key may not see it.
    /// </summary>
    /// <param name="Failure">Why.</param>
    /// <param name="IsForbidden">A 403: the key may read nothing, or just not this incident.</param>
    internal sealed record Failed(UpstreamFailure Failure, bool IsForbidden = false) : IncidentResult;
}
