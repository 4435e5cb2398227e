using System.Buffers;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookBodyTests
{
    private const int Cap = 40_000;

    private static readonly UnverifiedBytes Room = UnverifiedBytes.For(Cap);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(32_768)]
    [InlineData(32_769)]
    [InlineData(Cap - 1)]
    [InlineData(Cap)]
    public async Task A_body_up_to_the_cap_is_read_byte_for_byte(int length)
    {
        var bytes = Bytes(length);

        using var declared = await ReadAsync(bytes, declaredLength: length);
        using var undeclared = await ReadAsync(bytes, declaredLength: null);

        Assert.Equal(bytes, declared!.Bytes.ToArray());
        Assert.Equal(bytes, undeclared!.Bytes.ToArray());
    }

    [Theory]
    [InlineData(Cap + 1)]
    [InlineData(2 * Cap)]
    public async Task A_longer_body_is_refused_whether_its_length_was_declared_or_not(int length)
    {
        Assert.Null(await ReadAsync(Bytes(length), declaredLength: length));
        Assert.Null(await ReadAsync(Bytes(length), declaredLength: null));
    }

    [Fact]
    public async Task A_declared_length_over_the_cap_is_refused_without_reading()
    {
        var stream = new Trickle(Bytes(10), atOnce: 10);

        var body = await ABody.ReadAsync(stream, Cap + 1, Cap, Room);

        Assert.Null(body);
        Assert.Equal(0, stream.Position);
    }

    [Fact]
    public async Task A_longer_body_is_not_read_to_its_end()
    {
        var stream = new Trickle(Bytes(100 * Cap), atOnce: 1000);

        Assert.Null(await ABody.ReadAsync(stream, declaredLength: null, Cap, Room));

        Assert.InRange(stream.Position, Cap + 1, Cap + 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task A_body_that_comes_in_pieces_is_put_together(int atOnce)
    {
        var bytes = Bytes(35_000);

        using var body = await ABody.ReadAsync(new Trickle(bytes, atOnce), declaredLength: null, Cap, Room);

        Assert.Equal(bytes, body!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_body_longer_than_declared_is_read_to_its_end()
    {
        var bytes = Bytes(35_000);

        using var body = await ReadAsync(bytes, declaredLength: 1);

        Assert.Equal(bytes, body!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_sender_that_hangs_up_ends_the_read()
    {
        using var hungUp = new CancellationTokenSource();
        await hungUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ABody.ReadAsync(new Trickle(Bytes(10), atOnce: 1), declaredLength: 10, Cap, Room, cancellation: hungUp.Token));
    }

    [Fact]
    public async Task It_can_be_disposed_of_twice()
    {
        var body = await ReadAsync(Bytes(10), declaredLength: 10);

        body!.Dispose();
        body.Dispose();

        // A buffer that is returned twice is lent to two borrowers at once.
        using var first = await ReadAsync(Bytes(10), declaredLength: 10);
        using var second = await ReadAsync(new byte[10], declaredLength: 10);
        Assert.Equal(Bytes(10), first!.Bytes.ToArray());
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = (byte)((index % 251) + 1);
        }

        return bytes;
    }

    private static Task<WebhookBody?> ReadAsync(byte[] bytes, long? declaredLength) =>
        ABody.ReadAsync(new MemoryStream(bytes), declaredLength, Cap, Room);

    /// <summary>Gives a few bytes a read, as a network does.</summary>
    private sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
