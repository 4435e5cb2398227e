using System.Text;
using Bridge.Ports;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Nothing of a webhook stays behind in segments that the next one borrows.</summary>
public sealed class WebhookBodyPoolTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("the-name-of-an-incident-that-nobody-else-is-to-read");

    [Theory]
    [InlineData(1_000)]
    [InlineData(35_000)]
    public async Task What_was_read_is_wiped_before_the_segment_is_lent_again(int length)
    {
        var memory = new UnverifiedBytes(1024 * 1024);
        byte[] bytes = [.. Enumerable.Repeat(Secret, (length / Secret.Length) + 1).SelectMany(part => part)];

        (await ABody.ReadAsync(bytes, maxBytes: 100_000, memory, declared: false))!.Dispose();

        for (var segment = 0; segment <= length / RequestLimits.SegmentBytes; segment++)
        {
            Assert.False(memory.Rent().AsSpan().ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task A_length_that_is_only_declared_takes_no_memory()
    {
        const int Declared = 64 * 1024 * 1024;
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var body = await ABody.ReadAsync(Stream.Null, Declared, maxBytes: Declared, new UnverifiedBytes(Declared));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public async Task Segments_are_used_again()
    {
        var memory = new UnverifiedBytes(16 * 1024 * 1024);
        (await ABody.ReadAsync(new byte[300_000], maxBytes: 1_000_000, memory))!.Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();

        (await ABody.ReadAsync([], maxBytes: 1_000_000, memory))!.Dispose();
        var rest = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(rest, 0, RequestLimits.SegmentBytes - 1);
    }
}
