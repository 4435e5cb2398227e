using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Asks the store whether a job is due, and does it. The store gives each run to one replica; one that fails or dies is taken up again
/// by whoever asks next.
/// </summary>
internal sealed partial class PeriodicJobRunner(IPeriodicWork work, IJobStore store, TimeProvider time, ILogger<PeriodicJobRunner> logger)
    : BridgeLoop($"job {work.Job}", time, logger)
{
    /// <summary>Renewed while the job runs, so a run may take as long as it likes and a dead one is noticed soon.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>How often the store is asked, unless the interval is shorter.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = time;
    private int _failures;
    private DateTimeOffset? _failedFrom;
    private FailureReason? _told;

    /// <summary>What the store, being away, did not note the end of. A run that failed begins anew when it is back.</summary>
    private (JobClaim Claim, JobResult? Result)? _unended;

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        if (work.Interval == TimeSpan.Zero)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (_unended is { } left)
        {
            await EndAsync(left.Claim, left.Result);
            _unended = null;
        }

        var now = _time.GetUtcNow();
        if (await store.TryClaimJobAsync(work.Job, work.Interval, now, now + LeaseDuration, stoppingToken) is { } claim)
        {
            await RunAsync(claim, stoppingToken);
        }

        return UpToTheInterval(LongestWait);
    }

    protected override bool IsExpected(Exception exception) => exception is StoreException;

    private async Task RunAsync(JobClaim claim, CancellationToken stoppingToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewal = RenewAsync(claim, lost, over.Token);
        JobResult? result;
        try
        {
            result = await work.RunAsync(claim.Watermark, lost.Token);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever goes on need not wait for the lease to run out.
            result = null;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // Another replica has the job.
            return;
        }
        catch (Exception exception)
        {
            result = new JobResult.Failed(FailureOf(exception));
        }
        finally
        {
            await over.CancelAsync();
            await renewal;
        }

        _unended = (claim, result as JobResult.Done);
        await EndAsync(claim, result);
        _unended = null;
    }

    /// <summary>Also while the bridge stops: a job that is not given back is nobody's for five minutes.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="result">What came of the run; none if it was stopped.</param>
    private async Task EndAsync(JobClaim claim, JobResult? result)
    {
        switch (result)
        {
            case null:
                await store.GiveJobBackAsync(claim, _time.GetUtcNow(), CancellationToken.None);
                break;
            case JobResult.Done done:
                (_failures, _told) = (0, null);
                await store.EndJobAsync(claim, done.Watermark, _time.GetUtcNow(), CancellationToken.None);
                break;
            case JobResult.Failed { Failure: var failure }:
                var delay = DelayAfter(failure, claim);

                // Once for each reason: a job that is due every half minute need not mention an outage of an hour as often.
                var level = _told == failure.Reason ? LogLevel.Debug : LogLevel.Warning;
                _told = failure.Reason;
                var (job, reason) = (work.Job.ToString(), Labels.Of(failure.Reason));
                Log.JobFailed(logger, level, job, reason, failure.Detail, delay);
                await store.GiveJobBackAsync(claim, _time.GetUtcNow() + delay, CancellationToken.None);
                break;
        }
    }

    /// <summary>A fault of ours in one run must not end all that come after it.</summary>
    private UpstreamFailure FailureOf(Exception exception)
    {
        if (exception is StoreException)
        {
            return new UpstreamFailure(FailureReason.Store, exception.Message);
        }

        Log.JobCrashed(logger, exception, work.Job.ToString());
        return new UpstreamFailure(FailureReason.Internal, "a fault of the bridge, see event 5015 in the log");
    }

    /// <summary>Keeps the lease while the job runs, however long one of its steps takes; ends the job when another replica has it.</summary>
    private async Task RenewAsync(JobClaim claim, CancellationTokenSource lost, CancellationToken over)
    {
        try
        {
            using var timer = new PeriodicTimer(RenewalInterval, _time);
            while (await timer.WaitForNextTickAsync(over))
            {
                if (!await IsKeptAsync(claim, over))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job is over.
        }
    }

    private async Task<bool> IsKeptAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await store.KeepJobAsync(claim, _time.GetUtcNow() + LeaseDuration, cancellationToken);
        }
        catch (StoreException)
        {
            // The lease lasts for several renewals.
            return true;
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
        _told = failures == 0 ? null : _told;
        (_failures, _failedFrom) = (failures + 1, claim.Watermark);

        var delay = FirstRetryDelay * Math.Pow(2, Math.Min(failures, 30));
        if (failure.RetryAfter is { } said && (failures == 0 || said > delay))
        {
            delay = said;
        }

        return UpToTheInterval(delay);
    }

    private TimeSpan UpToTheInterval(TimeSpan wait) => wait < work.Interval ? wait : work.Interval;

    private static partial class Log
    {
        [LoggerMessage(EventId = EventIds.JobFailed, Message = "The job {Job} did not do its work: {Reason} ({Detail}). It is tried again in {Delay}.")]
        public static partial void JobFailed(ILogger logger, LogLevel level, string job, string reason, string detail, TimeSpan delay);

        [LoggerMessage(EventIds.JobCrashed, LogLevel.Error, "The job {Job} ended in an exception.")]
        public static partial void JobCrashed(ILogger logger, Exception exception, string job);
    }
}
