using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Asks the store whether a job is due, and does it. The store gives each run to one replica; one that fails or dies is taken up again
/// by whoever asks next.
/// </summary>
internal sealed partial class PeriodicJobRunner<TWork>(
    TWork work, IBridgeStore store, TimeProvider time, ILogger<PeriodicJobRunner<TWork>> logger) : BackgroundService
    where TWork : IPeriodicWork
{
    /// <summary>Renewed at every step, so a run may take as long as it likes and a dead one is noticed soon.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>How often the store is asked, unless the interval is shorter.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private int _failures;
    private DateTimeOffset? _failedFrom;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (work.Interval == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(work.Interval < LongestWait ? work.Interval : LongestWait, time);
        try
        {
            do
            {
                await RunIfDueAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            if (await store.TryClaimJobAsync(work.Job, work.Interval, now, now + LeaseDuration, cancellationToken) is { } claim)
            {
                await RunAsync(claim, cancellationToken);
            }
        }
        catch (StoreException exception)
        {
            Log.JobFailed(logger, Labels.Of(work.Job), $"{exception.Message} It is tried again soon.");
        }
    }

    private async Task RunAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        switch (await WorkAsync(claim, cancellationToken))
        {
            case JobResult.Done done:
                _failures = 0;
                await store.EndJobAsync(claim, done.Watermark, time.GetUtcNow(), cancellationToken);
                break;
            case JobResult.Failed { Failure: var failure }:
                var delay = DelayAfter(failure, claim);
                Log.JobFailed(logger, Labels.Of(work.Job), $"{Labels.Of(failure.Reason)} ({failure.Detail}). It is tried again in {delay}.");
                await store.GiveJobBackAsync(claim, time.GetUtcNow() + delay, cancellationToken);
                break;
        }
    }

    /// <summary>
    /// A run that fails has done much of its work, and the next one does it again: with each failure in a row the wait doubles, up to the
    /// interval. What the upstream says goes for the first retry; later it can only make the wait longer.
    /// </summary>
    private TimeSpan DelayAfter(UpstreamFailure failure, JobClaim claim)
    {
        // If the job came further, another replica did it meanwhile.
        var failures = claim.Watermark == _failedFrom ? _failures : 0;
        (_failures, _failedFrom) = (failures + 1, claim.Watermark);

        var delay = FirstRetryDelay * Math.Pow(2, Math.Min(failures, 30));
        if (failure.RetryAfter is { } said && (failures == 0 || said > delay))
        {
            delay = said;
        }

        return delay < work.Interval ? delay : work.Interval;
    }

    private async Task<JobResult> WorkAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await work.RunAsync(claim.Watermark, KeepAsync, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not StoreException)
        {
            // A fault of ours in one run must not end all that come after it.
            Log.JobCrashed(logger, exception, Labels.Of(work.Job));
            return new JobResult.Failed(UpstreamFailures.From(exception));
        }

        Task<bool> KeepAsync() => store.KeepJobAsync(claim, time.GetUtcNow() + LeaseDuration, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.JobFailed, LogLevel.Warning, "The job {Job} did not do its work: {Problem}")]
        public static partial void JobFailed(ILogger logger, string job, string problem);

        [LoggerMessage(EventIds.JobCrashed, LogLevel.Error, "The job {Job} ended in an exception.")]
        public static partial void JobCrashed(ILogger logger, Exception exception, string job);
    }
}
