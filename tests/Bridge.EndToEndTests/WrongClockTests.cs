using Bridge.EndToEndTests.Chaos;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>A start on a machine whose clock is far off. The clock of a container cannot be moved this way, so these tests are not among those of the image.</summary>
public sealed class WrongClockTests
{
    [Fact]
    public async Task A_clock_in_the_year_9999_is_told_with_exit_code_1()
    {
        Assert.SkipUnless(ReplicaClock.CanMove, "There is no C compiler to move a clock with: apt-get install clang");

        await using var world = await World.CreateAsync();
        var clock = new MovedClock($"{world.DatabasePath}.clock");
        clock.SetOff((long)(new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) - TimeProvider.System.GetUtcNow()).TotalSeconds);
        foreach (var (name, value) in clock.Settings)
        {
            world.Environment[name] = value;
        }

        world.Bridge.Launch();
        var exitCode = await world.Bridge.WaitForExitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The clock of this machine says that it is the year 9999", Assert.Single(world.Bridge.Errors), StringComparison.Ordinal);
    }
}
