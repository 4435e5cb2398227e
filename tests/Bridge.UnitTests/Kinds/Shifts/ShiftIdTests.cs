using Bridge.Kinds.Shifts;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Shifts;

public sealed class ShiftIdTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("01FROTAS000000000000000001")]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [InlineData("sched_1")]
    public void It_says_of_which_schedule_it_is_and_when_it_begins(string schedule)
    {
        var id = ShiftId.Of(schedule, Start.AddTicks(4), "rotation", "layer")!.Value;

        Assert.True(ShiftId.TryRead(id, out var read, out var start));
        Assert.Equal((schedule, Start), (read, start));
    }

    [Fact]
    public void Shifts_differ_by_schedule_start_rotation_and_layer()
    {
        string?[][] all =
        [
            ["A", "r", "l"], ["B", "r", "l"], ["A", "s", "l"], ["A", "r", "m"], ["A", null, "l"], ["A", "r", null], ["A", null, null], ["A", "rl", null], ["A", "l", "r"],
        ];

        Assert.Distinct([.. all.Select(one => ShiftId.Of(one[0]!, Start, one[1], one[2])), ShiftId.Of("A", Start.AddMilliseconds(1), "r", "l")]);
        Assert.Equal("shift:A-1793610000123-5e0fd2438628117f", ShiftId.Of("A", Start, "r", "l").ToString());
    }

    [Theory]
    [InlineData("01FROTAS000000000000000001")]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [InlineData("A-1793610000123")]
    [InlineData("-1793610000123-5e0fd2438628117f")]
    [InlineData("A-x793610000123-5e0fd2438628117f")]
    [InlineData("A-9999999999999999999-5e0fd2438628117f")]
    [InlineData("A-999999999999999999-5e0fd2438628117f")]
    [InlineData("A-1793610000123-5E0FD2438628117F")]
    public void What_webhooks_name_is_none(string value)
    {
        Assert.True(SubjectId.TryCreate(SubjectKind.Shift, value, out var id));

        Assert.False(ShiftId.TryRead(id, out _, out _));
    }

    [Fact]
    public void A_schedule_whose_id_can_be_no_part_of_one_has_no_shifts()
    {
        Assert.Null(ShiftId.Of("a b", Start, null, null));
        Assert.Null(ShiftId.Of(new string('a', 80), Start, null, null));
    }
}
