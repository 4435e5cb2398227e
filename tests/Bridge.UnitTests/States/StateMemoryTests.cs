using Bridge.Incidents;
using Bridge.States;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.States;

public sealed class StateMemoryTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;

    private readonly StateMemory _memory = new(capacity: 3);

    [Fact]
    public void A_state_that_was_asked_for_later_stays()
    {
        var (older, newer) = (State(1, Now), State(1, Now.AddSeconds(1)));

        _memory.Keep(newer, Now.AddSeconds(2));
        _memory.Keep(older, Now.AddSeconds(2));

        Assert.Same(newer, _memory.Find(newer.Id, notBefore: null, Now.AddSeconds(2)));
    }

    [Fact]
    public void The_oldest_make_room()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            _memory.Keep(State(number, Now), Now);
        }

        Assert.Equal([false, true, true, true], Enumerable.Range(1, 4).Select(Has));
    }

    [Fact]
    public void A_newer_state_does_not_go_with_the_place_of_its_older_one()
    {
        _memory.Keep(State(1, Now), Now);
        _memory.Keep(State(2, Now), Now);
        _memory.Keep(State(1, Now.AddSeconds(1)), Now.AddSeconds(1));
        _memory.Keep(State(3, Now.AddSeconds(1)), Now.AddSeconds(1));

        Assert.True(Has(1));
        Assert.True(Has(2));
    }

    [Fact]
    public void What_is_too_old_is_let_go_of_when_something_comes()
    {
        _memory.Keep(State(1, Now), Now);
        _memory.Keep(State(2, Now.AddSeconds(31)), Now.AddSeconds(31));

        // With the clock of then it would still be fresh.
        Assert.False(Has(1));
        Assert.NotNull(_memory.Find(Id(2), notBefore: null, Now.AddSeconds(31)));
    }

    [Fact]
    public void A_clock_that_is_set_back_leaves_nothing_in_the_way()
    {
        var (ahead, current) = (State(1, Now.AddHours(1)), State(1, Now));
        _memory.Keep(ahead, Now.AddHours(1));

        Assert.Null(_memory.Find(ahead.Id, notBefore: null, Now));
        _memory.Keep(current, Now);
        Assert.Same(current, _memory.Find(current.Id, notBefore: null, Now));
    }

    private static IncidentId Id(int number) => IncidentId.Parse($"{number}");

    private static IncidentState State(int number, DateTimeOffset askedAt) => new(Id(number), null, askedAt);

    private bool Has(int number) => _memory.Find(Id(number), notBefore: null, Now) is not null
        || _memory.Find(Id(number), notBefore: null, Now.AddSeconds(1)) is not null;
}
