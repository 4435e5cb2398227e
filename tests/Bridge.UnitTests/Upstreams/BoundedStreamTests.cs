using Bridge.Upstreams;

namespace Bridge.UnitTests.Upstreams;

public sealed class BoundedStreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Up_to_the_bound_it_reads_what_is_there(int length)
    {
        var bytes = Enumerable.Range(1, length).Select(value => (byte)value).ToArray();
        await using var stream = new BoundedStream(new MemoryStream(bytes), bound: 10);
        using var copy = new MemoryStream();

        await stream.CopyToAsync(copy, Cancellation);

        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(length, stream.BytesRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Beyond_the_bound_it_refuses(int pieces)
    {
        await using var stream = new BoundedStream(new MemoryStream(new byte[11]), bound: 10);
        var buffer = new byte[pieces];

        await Assert.ThrowsAsync<AnswerTooLongException>(async () =>
        {
            while (await stream.ReadAsync(buffer, Cancellation) > 0)
            {
            }
        });
    }

    [Fact]
    public void Whoever_reads_it_at_once_is_bounded_too()
    {
        using var stream = new BoundedStream(new MemoryStream(new byte[11]), bound: 10);

        Assert.Throws<AnswerTooLongException>(() => stream.CopyTo(Stream.Null));
    }
}
