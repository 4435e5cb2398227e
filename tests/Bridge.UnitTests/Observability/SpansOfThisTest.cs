using System.Diagnostics;
using Bridge.Observability;

namespace Bridge.UnitTests.Observability;

/// <summary>The bridge's spans. The whole process hears of all, so only those count that were begun where this was made.</summary>
internal sealed class SpansOfThisTest : IDisposable
{
    private static readonly AsyncLocal<SpansOfThisTest?> Current = new();

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == BridgeTracing.SourceName,
        Sample = (ref _) => ActivitySamplingResult.AllData,
        ActivityStopped = span => Current.Value?.Ended.Add(span),
    };

    public SpansOfThisTest()
    {
        Current.Value = this;
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Ended { get; } = [];

    public void Dispose() => _listener.Dispose();
}
