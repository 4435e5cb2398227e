using System.Buffers;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Bridge.Benchmarks.Load;
using Bridge.Webhooks;

namespace Bridge.Benchmarks.Micro;

/// <summary>The reader of a verified body: what it allocates must not depend on the body's size. (Public: the tool derives from it.)</summary>
public class EnvelopeBenchmarks
{
    private const string EventType = "public_incident.incident_updated_v2";

    private byte[] _small = null!;
    private byte[] _large = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _small = ExamplePayload.Of(1);
        var large = JsonNode.Parse(_small)!;
        large[EventType]!["summary"] = new string('x', 100 * _small.Length);
        _large = System.Text.Encoding.UTF8.GetBytes(large.ToJsonString());
        if (!ReadSmall() || !ReadLarge())
        {
            throw new InvalidOperationException("The example cannot be read.");
        }
    }

    [Benchmark(Description = "envelope, 4 KB")]
    public bool ReadSmall() => WebhookEnvelope.TryRead(new ReadOnlySequence<byte>(_small), EventCatalog.Incidents, out _);

    [Benchmark(Description = "envelope, 400 KB")]
    public bool ReadLarge() => WebhookEnvelope.TryRead(new ReadOnlySequence<byte>(_large), EventCatalog.Incidents, out _);
}
