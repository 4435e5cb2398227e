using Bridge.States;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.States;

public sealed class StateMemoryTests
{
    private readonly SettableClock _time = new(AnIncident.UpdatedAt);
    private readonly StateMemory _memory;

    public StateMemoryTests() => _memory = new StateMemory(capacity: 3, _time);

    [Fact]
    public void A_state_that_was_asked_for_later_stays()
    {
        var older = State(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var newer = State(1);

        _memory.Keep(newer);
        _memory.Keep(older);

        Assert.Same(newer, _memory.Find(newer.Id, notBefore: null));
    }

    [Fact]
    public void The_oldest_make_room()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            _memory.Keep(State(number));
        }

        Assert.Equal([false, true, true, true], Enumerable.Range(1, 4).Select(Has));
    }

    [Fact]
    public void A_newer_state_does_not_go_with_the_place_of_its_older_one()
    {
        _memory.Keep(State(1));
        _memory.Keep(State(2));
        _time.Advance(TimeSpan.FromSeconds(1));
        _memory.Keep(State(1));
        _memory.Keep(State(3));

        Assert.True(Has(1));
        Assert.True(Has(2));
    }

    [Fact]
    public void What_is_too_old_is_no_longer_given()
    {
        _memory.Keep(State(1));

        _time.Advance(SubjectState.Lifetime);
        Assert.True(Has(1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(Has(1));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-15)]
    [InlineData(1)]
    public void What_was_asked_for_before_the_clock_was_set_is_not_given(int seconds)
    {
        _memory.Keep(State(1));

        _time.Set(TimeSpan.FromSeconds(seconds));
        Assert.False(Has(1));

        // An event of now would look older than the state, once the clock is there again.
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(Has(1));

        var current = State(1);
        _memory.Keep(current);
        Assert.Same(current, _memory.Find(current.Id, notBefore: null));
    }

    private static SubjectId Id(int number) => SubjectId.Parse($"{number}");

    private SubjectState State(int number) => new(Id(number), null, _time.GetUtcNow(), _time.GetTimestamp());

    private bool Has(int number) => _memory.Find(Id(number), notBefore: null) is not null;

    /// <summary>A clock whose wall time can be set, while its steady time goes on.</summary>
    private sealed class SettableClock(DateTimeOffset start) : TimeProvider
    {
        private readonly FakeTimeProvider _steady = new(start);
        private TimeSpan _offset;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _offset;

        public override long GetTimestamp() => _steady.GetTimestamp();

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public void Advance(TimeSpan by) => _steady.Advance(by);

        public void Set(TimeSpan by) => _offset += by;
    }
}
