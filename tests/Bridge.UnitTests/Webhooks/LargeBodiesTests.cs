using Bridge.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Bridge.UnitTests.Webhooks;

public sealed class LargeBodiesTests
{
    private const int Cap = 4 * 1024 * 1024;
    private const int Small = RequestLimits.SmallBodyBytes - 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 99, true)]
    [InlineData(100, 100, true)]
    [InlineData(100, 101, false)]
    [InlineData(100, 200, false)]
    public void Room_is_had_up_to_the_capacity(int capacity, int wanted, bool expected)
    {
        Assert.Equal(expected, new LargeBodies(capacity).TryReserve(wanted));
    }

    [Fact]
    public void What_was_refused_takes_nothing_and_what_was_given_back_is_free_again()
    {
        var room = new LargeBodies(100);
        Assert.True(room.TryReserve(60));
        Assert.False(room.TryReserve(41));

        Assert.True(room.TryReserve(40));
        room.Release(60);

        Assert.True(room.TryReserve(60));
        Assert.False(room.TryReserve(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_small_body_needs_no_room(bool declared)
    {
        using var body = await ReadAsync(Small, declared, new LargeBodies(0));

        Assert.Equal(Small, body!.Bytes.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_without_room_is_told_to_come_again_and_keeps_nothing(bool declared)
    {
        var room = new LargeBodies(1024 * 1024);

        var refusal = await Assert.ThrowsAsync<BadHttpRequestException>(() => ReadAsync(Cap, declared, room));

        Assert.Equal(503, refusal.StatusCode);
        Assert.True(room.TryReserve(1024 * 1024));
    }

    [Theory]
    [InlineData(2 * RequestLimits.SmallBodyBytes)]
    [InlineData(Cap)]
    [InlineData(Cap + 1)]
    public async Task A_large_body_gives_its_room_back_once_whatever_becomes_of_it(int length)
    {
        const int Capacity = 16 * 1024 * 1024;
        var room = new LargeBodies(Capacity);

        var body = await ReadAsync(length, declared: false, room);
        var heldWhileRead = body is not null && !room.TryReserve(Capacity);
        body?.Dispose();
        body?.Dispose();

        Assert.Equal(length <= Cap, heldWhileRead);
        Assert.True(room.TryReserve(Capacity));
        Assert.False(room.TryReserve(1));
    }

    [Theory]
    [InlineData(Cap)]
    [InlineData(64 * 1024 * 1024)]
    public async Task Two_of_the_largest_bodies_fit_whatever_the_setting(int largest)
    {
        var room = LargeBodies.For(largest);

        using var first = await WebhookBody.ReadAsync(new MemoryStream(new byte[largest]), largest, largest, room, Token);
        using var second = await WebhookBody.ReadAsync(new MemoryStream(new byte[largest]), largest, largest, room, Token);

        Assert.Equal((largest, largest), (first!.Bytes.Length, second!.Bytes.Length));
    }

    private static Task<WebhookBody?> ReadAsync(int length, bool declared, LargeBodies room) =>
        WebhookBody.ReadAsync(new MemoryStream(new byte[length]), declared ? Math.Min(length, Cap) : null, Cap, room, Token);
}
