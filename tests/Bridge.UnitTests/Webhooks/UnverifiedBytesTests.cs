using Bridge.Ports;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Bridge.UnitTests.Webhooks;

public sealed class UnverifiedBytesTests
{
    private const int Cap = 4 * 1024 * 1024;
    private const int Segment = RequestLimits.SegmentBytes;
    private const int Guaranteed = RequestLimits.GuaranteedBytes;

    [Theory]
    [InlineData(0, Guaranteed, true)]
    [InlineData(Guaranteed - 1, 1, true)]
    [InlineData(0, Guaranteed + 1, false)]
    [InlineData(Guaranteed, 1, false)]
    public void What_is_guaranteed_is_given_where_there_is_no_room_and_nothing_more(int held, int more, bool expected)
    {
        Assert.Equal(expected, new UnverifiedBytes(capacity: 0).TryTake(held, more));
    }

    [Theory]
    [InlineData(50_000, true)]
    [InlineData(50_001, false)]
    public void A_request_may_hold_as_much_as_it_leaves_free(int bytes, bool expected)
    {
        Assert.Equal(expected, new UnverifiedBytes(100_000).TryTake(held: 0, bytes));
    }

    [Fact]
    public void What_was_given_back_is_free_again()
    {
        var memory = new UnverifiedBytes(100_000);
        Assert.True(memory.TryTake(0, 50_000));
        Assert.False(memory.TryTake(0, 30_000));

        memory.Release(50_000);

        Assert.True(memory.TryTake(0, 50_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Whoever_wants_all_gets_an_equal_part_and_leaves_as_much(int greedy)
    {
        const int Capacity = 24 * 1024 * 1024;
        var memory = new UnverifiedBytes(Capacity);
        var held = new int[greedy];
        for (var progress = true; progress;)
        {
            progress = false;
            for (var one = 0; one < greedy; one++)
            {
                if (memory.TryTake(held[one], 512))
                {
                    held[one] += 512;
                    progress = true;
                }
            }
        }

        var part = Math.Max(Capacity / (greedy + 1), Guaranteed);
        Assert.All(held, bytes => Assert.InRange(bytes, part - 1024, part + 1024));
        Assert.True(memory.TryTake(0, Math.Min(part - (greedy * 512), Guaranteed) is > 0 and var little ? little : Guaranteed));
    }

    [Theory]
    [InlineData(Cap)]
    [InlineData(64 * 1024 * 1024)]
    public async Task Two_of_the_largest_bodies_fit_whatever_the_setting(int largest)
    {
        var memory = UnverifiedBytes.For(largest);

        using var first = await ABody.ReadAsync(new byte[largest], largest, memory);
        using var second = await ABody.ReadAsync(new byte[largest], largest, memory);

        Assert.Equal((largest, largest), (first!.Bytes.Length, second!.Bytes.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_without_room_is_told_to_come_again_and_keeps_nothing(bool declared)
    {
        var memory = new UnverifiedBytes(1024 * 1024);

        var refusal = await Assert.ThrowsAsync<BadHttpRequestException>(() => ABody.ReadAsync(new byte[Cap], Cap, memory, declared));

        Assert.Equal(503, refusal.StatusCode);
        Assert.True(memory.TryTake(0, 512 * 1024));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Segment - 1)]
    [InlineData(Segment)]
    [InlineData(Segment + 1)]
    [InlineData(Cap)]
    [InlineData(Cap + 1)]
    public async Task A_body_gives_its_room_back_once_whatever_becomes_of_it(int length)
    {
        const int Capacity = 16 * 1024 * 1024;
        var memory = new UnverifiedBytes(Capacity);

        var body = await ABody.ReadAsync(new byte[length], Cap, memory, declared: false, headerBytes: 100);
        var heldWhileRead = body is not null && !memory.TryTake(0, Capacity / 2);
        body?.Dispose();
        body?.Dispose();

        Assert.Equal(length <= Cap, heldWhileRead);
        Assert.True(memory.TryTake(0, Capacity / 2));
        Assert.False(memory.TryTake(0, (Capacity / 4) + 1));
    }

    [Fact]
    public async Task Headers_count_too()
    {
        const int Headers = 32 * 1024;

        await Assert.ThrowsAsync<BadHttpRequestException>(() => ABody.ReadAsync(new byte[1], Cap, new UnverifiedBytes(0), headerBytes: Headers));

        using var body = await ABody.ReadAsync(new byte[1], Cap, new UnverifiedBytes(2 * (Headers + Segment)), headerBytes: Headers);
        Assert.NotNull(body);
    }

    [Fact]
    public void No_segment_is_so_large_that_it_would_live_until_a_full_collection()
    {
        Assert.InRange(Segment, 1, 84_000);
        Assert.Equal(0, GC.GetGeneration(new UnverifiedBytes(0).Rent()));
    }
}
