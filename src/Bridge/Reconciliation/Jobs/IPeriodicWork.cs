using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation.Jobs;

/// <summary>What a <see cref="PeriodicJob"/> does when it is this replica's turn.</summary>
internal interface IPeriodicWork
{
    PeriodicJob Job { get; }

    /// <summary>Zero turns it off.</summary>
    TimeSpan Interval { get; }

    /// <param name="watermark">How far it came the last time; none the first time.</param>
    /// <param name="keep">To be called between steps; false means that another replica has the job, and this one stops.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<JobResult> RunAsync(DateTimeOffset? watermark, Func<Task<bool>> keep, CancellationToken cancellationToken);
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

    /// <summary>Another replica has it.</summary>
    internal sealed record Lost : JobResult;
}
