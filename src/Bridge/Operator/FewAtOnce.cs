using Bridge.Ports;

namespace Bridge.Operator;

/// <summary>
/// Writes a few answers at once. Each is made anew, so one more is told to come again; and one that is not read in time is broken off, so that
/// nobody keeps a place.
/// </summary>
internal sealed class FewAtOnce(PortRefusals refusals, PortClosing closing, TimeProvider time)
{
    /// <summary>Answers at a time; one more is answered 503. Two servers that scrape and a person who looks are three.</summary>
    private const int Limit = 4;

    private const string RetryAfterSeconds = "1";

    /// <summary>How long an answer may take: less than a server's usual time-out for a scrape, so that one who does not read keeps no place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _answers;

    /// <param name="context">The request.</param>
    /// <param name="answer">Writes the answer; its token ends when nobody waits for it any more, or for too long.</param>
    public async Task ServeAsync(HttpContext context, Func<CancellationToken, Task> answer)
    {
        if (Interlocked.Increment(ref _answers) > Limit)
        {
            Interlocked.Decrement(ref _answers);
            refusals.Note(Listener.Management, RefusalReason.Busy);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted, closing.Over);
            await answer(end.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked is gone, or does not read.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _answers);
        }
    }
}
