using System.Globalization;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary>The token bucket of one API key: 1200 requests at once, and 20 more each second.</summary>
internal sealed class RateLimit(TimeProvider time)
{
    public const int Capacity = 1200;

    private const double PerSecond = 20;

    private double _tokens = Capacity;
    private long _filledAt = time.GetTimestamp();

    /// <summary>How many requests would be answered at this moment.</summary>
    public int Remaining => (int)_tokens;

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Capacity, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * PerSecond));
        _filledAt = now;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    public Answer Describe(Answer answer)
    {
        var remaining = Remaining;
        var full = time.GetUtcNow() + TimeSpan.FromSeconds((Capacity - _tokens) / PerSecond);
        return answer
            .WithHeader("X-RateLimit-Limit", $"{Capacity}, {Capacity};window=60")
            .WithHeader("X-RateLimit-Remaining", Text(remaining))
            .WithHeader("X-RateLimit-Used", Text(Capacity - remaining))
            .WithHeader("X-RateLimit-Reset", Text(full.ToUnixTimeSeconds()));

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
