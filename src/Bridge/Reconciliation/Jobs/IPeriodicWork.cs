using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation.Jobs;

/// <summary>What is done once in a while, when it is this replica's turn.</summary>
internal interface IPeriodicWork
{
    JobName Job { get; }

    /// <summary>Zero turns it off.</summary>
    TimeSpan Interval { get; }

    /// <param name="watermark">How far it came the last time; none the first time.</param>
    /// <param name="cancellationToken">Ends the work: the host stops, or another replica has the job.</param>
    Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken);
}

/// <summary>How a job ended.</summary>
internal abstract record JobResult
{
    private JobResult()
    {
    }

    /// <param name="Watermark">How far it came.</param>
    internal sealed record Done(DateTimeOffset Watermark) : JobResult;

    /// <summary>It is tried again from where it began: soon, and later each time that it fails again.</summary>
    internal sealed record Failed(UpstreamFailure Failure) : JobResult;
}
