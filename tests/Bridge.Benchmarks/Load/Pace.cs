using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bridge.Benchmarks.Load;

/// <summary>Hands out numbers at a steady pace, to whoever waits for one.</summary>
internal sealed class Pace : IDisposable
{
    private readonly BlockingCollection<int> _due = [];
    private readonly Task _clock;

    public Pace(int count, double perSecond) => _clock = RunAsync(count, perSecond);

    /// <summary>Waits for the next; none after the last.</summary>
    public int? Take() => _due.TryTake(out var index, Timeout.Infinite) ? index : null;

    public void Dispose()
    {
        _clock.Wait();
        _due.Dispose();
    }

    private async Task RunAsync(int count, double perSecond)
    {
        var started = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++)
        {
            var wait = TimeSpan.FromSeconds(index / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            }

            _due.Add(index);
        }

        _due.CompleteAdding();
    }
}
