using Bridge.Benchmarks.Load;

namespace Bridge.Benchmarks.Ingest;

/// <summary>One server under load for a while.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Load">What the generator has seen.</param>
/// <param name="ProcessorTime">What the server's process has used of the processors meanwhile.</param>
internal sealed record IngestRound(string Server, LoadResult Load, TimeSpan ProcessorTime)
{
    public double MicrosecondsEach => ProcessorTime.TotalMicroseconds / Load.Requests;
}
