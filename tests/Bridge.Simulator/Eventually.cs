namespace Bridge.Simulator;

/// <summary>Waits for a condition with a deadline, on the real clock: other processes do not follow a fake one.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until something other than null comes.</summary>
    /// <param name="what">Completes "Waited … for "; says what was expected.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="ask">Asked again and again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<T> GetAsync<T>(
        string what, TimeSpan deadline, Func<CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        while (true)
        {
            if (await ask(cancellationToken) is { } result)
            {
                return result;
            }

            if (time.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Waited {deadline.TotalSeconds:0.#} s for {what}.");
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It never was in this time.</exception>
    public static Task TrueAsync(string what, TimeSpan deadline, Func<bool> condition, CancellationToken cancellationToken) =>
        GetAsync(what, deadline, _ => Task.FromResult(condition() ? "yes" : null), cancellationToken);
}
