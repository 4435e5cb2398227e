using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>Whether replicas' clocks can be moved here. In CI they have to be: the native build needs a compiler as well.</summary>
internal static class ReplicaClock
{
    public static bool CanMove
    {
        get
        {
            Assert.True(MovedClock.IsPossible || Environment.GetEnvironmentVariable("CI") != "true", "There is no C compiler.");
            return MovedClock.IsPossible;
        }
    }
}
