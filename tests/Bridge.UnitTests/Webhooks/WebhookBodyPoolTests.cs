using System.Buffers;
using System.Text;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Nothing of a webhook stays behind in buffers that the next one, or anybody else, borrows.</summary>
public sealed class WebhookBodyPoolTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("the-name-of-an-incident-that-nobody-else-is-to-read");

    [Theory]
    [InlineData(1_000, 32_768)]
    [InlineData(35_000, 32_768)]
    [InlineData(35_000, 65_536)]
    public async Task What_was_read_is_wiped_before_the_buffer_is_lent_again(int length, int bufferLength)
    {
        using var stream = new MemoryStream([.. Enumerable.Repeat(Secret, (length / Secret.Length) + 1).SelectMany(part => part)]);

        var reading = WebhookBody.ReadAsync(
            stream, declaredLength: null, maxBytes: 100_000, new LargeBodies(1024 * 1024), TestContext.Current.CancellationToken);

        // All on this thread, which the pool lends the buffer to that it gave back last.
        Assert.True(reading.IsCompletedSuccessfully);
        (await reading)!.Dispose();

        Assert.False(Lent(bufferLength).AsSpan().IndexOf(Secret) >= 0);
    }

    [Fact]
    public async Task A_length_that_is_only_declared_takes_no_memory()
    {
        const int Declared = 64 * 1024 * 1024;
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var body = await WebhookBody.ReadAsync(
            Stream.Null, Declared, maxBytes: Declared, new LargeBodies(Declared), TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Declared / 16);
    }

    private static byte[] Lent(int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var copy = buffer.ToArray();
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return copy;
    }
}
